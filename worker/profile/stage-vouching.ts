import { mayStoreHistory } from "../domain/consent/effective.ts";
import { vouchFor } from "../domain/identity/browser-links.ts";
import { consentOf } from "../domain/profile/standings.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { pack } from "./stage-batch.ts";
import type { ShardState } from "./shard-state.ts";

/** What vouching for a browser came to in the browser's shard. */
export type Vouched =
  /** Its profile is packed; it must be delivered before the answer. */
  | { readonly kind: "packed" }
  /** It had moved before. */
  | { readonly kind: "moved"; readonly to: string; readonly isParcelDue: boolean }
  /** Nothing is known of it, nothing may be kept, or it has served two contacts and belongs to neither. */
  | { readonly kind: "none" };

/** A link in a message showed whose browser it is: its history moves as if its visitor had typed the address. */
export const stageVouching = (
  state: ShardState,
  visitor: string,
  contact: string,
  rules: SiteRules,
  now: number,
): Vouched => {
  const profile = state.profiles.read(visitor);
  if (profile === null) {
    const pointer = state.profiles.pointer(visitor);
    return pointer === null
      ? { kind: "none" }
      : { kind: "moved", to: pointer.contact, isParcelDue: pointer.parcel !== null };
  }
  const mayMove = mayStoreHistory(consentOf(profile.head, rules, now));
  if (profile.head.isShared || !mayMove) return { kind: "none" };
  pack(state, profile, { contact, identifiers: [], isVouched: true }, rules, now);
  return { kind: "packed" };
};

/** From now on the browser may hear of the contact whose history it brought. */
export const stageTrust = (state: ShardState, contact: string, visitor: string): void => {
  const profile = state.profiles.read(contact);
  if (profile === null || !profile.history.adopted.includes(visitor)) return;
  const links = vouchFor(profile.history.links, visitor);
  if (links === profile.history.links) return;
  state.profiles.put({ ...profile, history: { ...profile.history, links } });
};
