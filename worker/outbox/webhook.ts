import { WEBHOOK_TIMEOUT_MS } from "../../schemas/limits.ts";
import type { Outcome } from "./delivery.ts";
import { retryAfterMs } from "./retry-after.ts";

/** A request in the form of Standard Webhooks. */
export interface Webhook {
  readonly url: string;
  readonly id: string;
  readonly body: string;
  /** Wall clock, epoch seconds: the receiver checks the age of the signature by its own. */
  readonly sentAt: number;
  readonly signature: string;
}

/** Answers that speak for the receiver as a whole, not for the one message. */
const DOWN = new Set([429, 502, 503, 504]);
const GONE = 410;

/** What an answer means. A redirect is a failure: it could lead where no address may. */
export const outcomeOf = (status: number, retryAfter: string | null, sentAt: number): Outcome => {
  const failure = `http_${status}`;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status === GONE) return { kind: "refused", failure };
  return {
    kind: "failed",
    failure,
    retryAfterMs: retryAfterMs(retryAfter, sentAt * 1_000),
    isChannelDown: DOWN.has(status),
  };
};

/** The status says it all; a body that is neither read nor let go would hold its connection. */
const letGo = async ({ body }: Response): Promise<void> => {
  try {
    await body?.cancel();
  } catch {
    // The answer was there already; how its body ends changes nothing.
  }
};

/** One try. Never throws. */
export const sendWebhook = async ({ url, id, body, sentAt, signature }: Webhook): Promise<Outcome> => {
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
      headers: {
        "content-type": "application/json",
        "user-agent": "Halley",
        "webhook-id": id,
        "webhook-timestamp": String(sentAt),
        "webhook-signature": signature,
      },
      body,
    });
    await letGo(response);
    return outcomeOf(response.status, response.headers.get("retry-after"), sentAt);
  } catch {
    // No connection, or no answer in time: which of them is the network's secret.
    return { kind: "failed", failure: "unreachable", retryAfterMs: null, isChannelDown: true };
  }
};
