import { PUSH_TIMEOUT_MS, PUSH_TTL_MS } from "../../../schemas/limits-outreach.ts";
import type { Outcome } from "../delivery.ts";
import type { PushMessage, PushTarget } from "../outgoing.ts";
import { retryAfterMs } from "../retry-after.ts";
import { pushPayload } from "./push-payload.ts";

/** By what push services know a site: a P-256 key pair, base64url, and a `mailto:` or `https:` address. */
export interface VapidIdentity {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
}

/** What sending needs of the platform. */
export interface PushPorts {
  /** Wall clock, epoch milliseconds: push services check the age of the signature by their own. */
  now(): number;
  /** Whether an address may be called. */
  mayCall(endpoint: string): boolean;
  /** RFC 8291. Throws where the browser's key is none. */
  encrypt(payload: string, target: PushTarget): Uint8Array<ArrayBuffer>;
  /** RFC 8292: the `Authorization` for the origin of an endpoint. */
  authorize(vapid: VapidIdentity, audience: string, now: number): Promise<string>;
  /** At most 32 characters of base64url that name a message. */
  topic(message: string): string;
}

/** The browser is not there any more: its subscription is to be forgotten. */
export const SUBSCRIPTION_GONE = "subscription_gone";

const refused = (failure: string): Outcome => ({ kind: "refused", failure });

/** One channel leads to the services of all browsers: what fails at one of them says nothing of the others. */
const failed = (failure: string, retryMs: number | null = null): Outcome => ({
  kind: "failed",
  failure,
  retryAfterMs: retryMs,
  isChannelDown: false,
});

/** What an answer means (RFC 8030 §5 and §7.3). A redirect is a failure: it could lead where no address may. */
export const pushOutcomeOf = (status: number, retryAfter: string | null, now: number): Outcome => {
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === 404 || status === 410) return refused(SUBSCRIPTION_GONE);
  if (status === 413) return refused("payload_too_large");
  return failed(`http_${status}`, retryAfterMs(retryAfter, now));
};

const encrypted = (payload: string, target: PushTarget, ports: PushPorts): Uint8Array<ArrayBuffer> | null => {
  try {
    return ports.encrypt(payload, target);
  } catch {
    return null; // The browser's key is no point of the curve.
  }
};

/** One try. Never throws. A `refused` with the failure `subscription_gone` asks the caller to forget the subscription. */
export const sendWebPush = async (
  message: PushMessage,
  vapid: VapidIdentity,
  ports: PushPorts,
): Promise<Outcome> => {
  const { subscription, id } = message;
  const { endpoint } = subscription;
  if (!URL.canParse(endpoint) || !ports.mayCall(endpoint)) return refused("endpoint_not_public");
  const payload = pushPayload(message);
  if (payload === null) return refused("payload_too_large");
  const body = encrypted(payload, subscription, ports);
  if (body === null) return refused("subscription_invalid");
  const now = ports.now();
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(PUSH_TIMEOUT_MS),
      headers: {
        authorization: await ports.authorize(vapid, new URL(endpoint).origin, now),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: String(PUSH_TTL_MS / 1_000),
        topic: ports.topic(id),
        urgency: "normal",
      },
      body,
    });
    // The status says it all; a body that is neither read nor let go would hold its connection.
    await response.body?.cancel().catch(() => undefined);
    return pushOutcomeOf(response.status, response.headers.get("retry-after"), now);
  } catch {
    // No connection, no answer in time, or a key that cannot sign.
    return failed("unreachable");
  }
};
