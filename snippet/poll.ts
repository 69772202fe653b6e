const FIRST_MS = 250;
const LONGEST_MS = 2_000;

/** Looks for what a page may bring in any order, and late, until it is found. A timer costs no page its back/forward cache. */
export const poll = (find: () => unknown): void => {
  let wait = FIRST_MS;
  const look = (): void => {
    if (!find()) setTimeout(look, (wait = Math.min(wait * 1.5, LONGEST_MS)));
  };
  look();
};
