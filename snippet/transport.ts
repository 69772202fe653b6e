import { base } from "./settings.ts";

/**
 * Sends a body. Negative when that is settled, for better or worse; else the least milliseconds before another try.
 * A string body is `text/plain`: no preflight, which could not finish while the page goes.
 */
export const post = async (body: string, isLeaving?: boolean): Promise<number> => {
  const url = `${base}/e`;
  try {
    const { status, headers } = await fetch(url, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "include",
    });
    // Anything else that is refused would be refused again, and block what is behind it.
    if (status < 500 && status !== 408 && status !== 429) return -1;
    return +headers.get("retry-after")! * 1_000 || 0;
  } catch {
    // A beacon has no answer: the events stay ours until a later try has one.
    if (isLeaving) navigator.sendBeacon?.(url, body);
    return 0;
  }
};
