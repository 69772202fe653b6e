import * as z from "zod";
import { PLATFORM_COOKIE_MAX_LENGTH, USER_AGENT_MAX_LENGTH } from "./limits-conversion.ts";

const platformId = z
  .string()
  .max(PLATFORM_COOKIE_MAX_LENGTH)
  .regex(/^[\w.$-]+$/);

/**
 * `browser` of a server's event: how the platforms' own scripts know the browser that it came from. It is told to the
 * platforms that purchases are forwarded to, and kept nowhere.
 */
export const StatedBrowser = z.object({
  /** The `User-Agent` header. */
  user_agent: z
    .string()
    .max(USER_AGENT_MAX_LENGTH)
    .regex(/^[ -~]*$/)
    .optional(),
  /** Meta's `_fbp` and `_fbc` cookies. */
  fbp: platformId.optional(),
  fbc: platformId.optional(),
  /** TikTok's `_ttp` cookie. */
  ttp: platformId.optional(),
  /** GA4's client id, as `gtag("get", …, "client_id", …)` tells it, and its session id. */
  ga_client_id: platformId.optional(),
  ga_session_id: platformId.optional(),
});
export type StatedBrowser = z.infer<typeof StatedBrowser>;
