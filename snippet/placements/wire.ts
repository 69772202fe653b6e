import type { ConfirmRequest, DecideRequest } from "../../schemas/decide.ts";

/** The body before `JSON.stringify` leaves out what is undefined. */
type Draft<Body> = { [Key in keyof Body]: Body[Key] | undefined };

/** The server's routes are the neighbours of this file. A string body is `text/plain`: no preflight. */
const post = (route: string, body: string, keepalive = false): Promise<Response> =>
  fetch(new URL(route, import.meta.url), { method: "POST", body, credentials: "include", keepalive });

/** Asks what is to be shown. */
export const decide = (question: Partial<Draft<DecideRequest>>): Promise<Response> =>
  post("d", JSON.stringify(question));

/** Says what became of a reservation, also while the page goes; the answer is whether it still holds. */
export const confirm = async (confirmation: ConfirmRequest): Promise<boolean> => {
  const body = JSON.stringify(confirmation);
  try {
    const { status } = await post("c", body, true);
    return status !== 403 && status !== 409;
  } catch {
    // Blockers make it throw at once. Said twice does no harm.
    return navigator.sendBeacon(new URL("c", import.meta.url), body);
  }
};
