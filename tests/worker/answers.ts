/** What a batch answers whose events no purpose holds. */
export const allDropped = (count: number) => ({
  status: 200,
  body: {
    accepted: 0,
    duplicate: 0,
    rejected: [],
    dropped: Array.from({ length: count }, (_, index) => ({ index, reason: "no_consent" })),
  },
});
