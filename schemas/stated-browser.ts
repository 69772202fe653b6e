import * as z from "zod";
import { PLATFORM_COOKIE_MAX_LENGTH, USER_AGENT_MAX_LENGTH } from "./limits-conversion.ts";

/** What is malformed counts as not stated: refusing it would lose the purchase. */
const stated = (maxLength: number, form: RegExp) =>
  z.string().max(maxLength).regex(form).optional().catch(undefined);

const platformId = stated(PLATFORM_COOKIE_MAX_LENGTH, /^[\w.$-]+$/);

/**
 * `browser` of a server's event: how the platforms' own scripts know the browser that it came from. It is told to the
 * platforms that purchases are forwarded to, and kept nowhere.
 */
export const StatedBrowser = z.object({
  /** The `User-Agent` header. */
  user_agent: stated(USER_AGENT_MAX_LENGTH, /^[ -~]+$/),
  /** Meta's `_fbp` and `_fbc` cookies. */
  fbp: platformId,
  fbc: platformId,
  /** TikTok's `_ttp` cookie. */
  ttp: platformId,
  /** GA4's client id, as `gtag("get", …, "client_id", …)` tells it, and its session id. */
  ga_client_id: platformId,
  ga_session_id: platformId,
});
export type StatedBrowser = z.infer<typeof StatedBrowser>;
