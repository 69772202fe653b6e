/** How long an answer asks to wait, milliseconds; null where it does not say so in seconds. */
export const retryAfterMs = ({ headers }: Response): number | null => {
  const seconds = headers.get("retry-after") ?? "";
  return /^\d{1,9}$/.test(seconds) ? Number(seconds) * 1_000 : null;
};
