import type { Touch } from "../profile-state.ts";

/** The newest click id of each platform that a profile came by. `touches` are in the order of their times. */
export const newestClickIds = (touches: readonly Touch[]): Record<string, string> =>
  Object.assign({}, ...touches.map(({ clickIds }) => clickIds)) as Record<string, string>;
