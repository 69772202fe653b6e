import type { DecideAnswer, DecideRequest } from "../../schemas/decide.ts";
import type { SnippetSettings } from "../../schemas/snippet-settings.ts";

/** A beacon that takes longer may not be answered at all. */
const TOLD_WAIT_MS = 3_000;

/** The body before `JSON.stringify` leaves out what is undefined. */
type Draft<Body> = { [Key in keyof Body]: Body[Key] | undefined };

/**
 * Waits until the beacon that is under way is answered: on the first page it brings the visitor's id, and what was granted
 * holds once it is stored. The core sends under this lock, which it asks for before it tells anybody of a choice.
 */
export const untilTold = async ({ site }: SnippetSettings): Promise<void> => {
  try {
    await navigator.locks.request(`h.${site}`, { signal: AbortSignal.timeout(TOLD_WAIT_MS) }, () => {});
  } catch {
    // No locks here, or it takes too long: then it is asked at once.
  }
};

/** Asks what is to be shown. The server's route is a neighbour of this file. */
export const decide = async (question: Partial<Draft<DecideRequest>>): Promise<DecideAnswer> => {
  const response = await fetch(new URL("d", import.meta.url), {
    method: "POST",
    // A string is `text/plain`: no preflight.
    body: JSON.stringify(question),
    credentials: "include",
  });
  return response.json() as Promise<DecideAnswer>;
};
