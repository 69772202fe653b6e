import type { PushRequest } from "../../schemas/push.ts";

/** The choice goes ahead in a beacon of its own, which may take longer than the subscription. */
const WAITS_MS = [0, 500, 2_000, 8_000];
const CONFLICT = 409;

/** The server's route is the neighbour of this file. A string body is `text/plain`: no preflight. */
const post = (body: string): Promise<Response> =>
  fetch(new URL("s", import.meta.url), { method: "POST", body, credentials: "include", keepalive: true });

/** Tells the server of a subscription, until it is kept or refused for good. */
export const keep = async (subscription: PushSubscription): Promise<boolean> => {
  for (const wait of WAITS_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      const { ok, status } = await post(JSON.stringify({ subscription }));
      if (ok || (status < 500 && status !== CONFLICT)) return ok;
    } catch {
      // Offline.
    }
  }
  return false;
};

/** Tells the server that a subscription is no more. Where that fails, the push service will. */
export const letGo = async ({ endpoint }: PushSubscription): Promise<void> => {
  const body: PushRequest = { endpoint, gone: true };
  await post(JSON.stringify(body)).catch(() => {});
};
