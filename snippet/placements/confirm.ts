import type { ConfirmRequest } from "../../schemas/decide.ts";

/** The server's route is a neighbour of this file. */
const address = new URL("c", import.meta.url);

/** Says what became of a reservation, also while the page goes; the answer is whether it still holds. */
export const confirm = async (confirmation: ConfirmRequest): Promise<boolean> => {
  // A string is `text/plain`: no preflight.
  const body = JSON.stringify(confirmation);
  try {
    const { status } = await fetch(address, {
      method: "POST",
      body,
      credentials: "include",
      keepalive: true,
    });
    return status !== 403 && status !== 409;
  } catch {
    // Blockers make it throw at once. Said twice does no harm.
    return navigator.sendBeacon(address, body);
  }
};
