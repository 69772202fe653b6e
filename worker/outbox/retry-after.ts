/** How long an answer asks to be left alone (RFC 9110 §10.2.3: seconds or a date); null where it does not. `now` is epoch milliseconds. */
export const retryAfterMs = (header: string | null, now: number): number | null => {
  if (header === null) return null;
  const waitMs = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : new Date(header).getTime() - now;
  return Number.isNaN(waitMs) ? null : Math.max(0, waitMs);
};
