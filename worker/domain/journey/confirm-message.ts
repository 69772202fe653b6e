import { confirm } from "../campaign/confirm.ts";
import type { Profile } from "../profile/profile.ts";

/** Notes in the ledger that a message left, or that nobody waits for it any more and its place under the caps is free. */
export const confirmMessage = (
  profile: Profile,
  message: string,
  state: "viewable" | "released",
  now: number,
): Profile => {
  const heard = confirm(profile.history.ledger, message, state, now);
  if (heard.kind === "over") return profile;
  return { ...profile, history: { ...profile.history, ledger: heard.ledger } };
};
