import type { Profile } from "../profile/profile.ts";
import { mayBeWrittenTo } from "../outreach/permission.ts";
import { isBot } from "../profile/bot-mark.ts";
import { consentOf } from "../profile/standings.ts";
import type { SiteRules } from "../site-rules.ts";
import type { SendObstacle } from "./journey-world.ts";
import type { MessageOrder } from "./message-order.ts";

/** What of a contact's addresses is kept. */
export type AddressKind = "email" | "phone";

const hasAddress = (
  { medium }: MessageOrder,
  { history }: Profile,
  kinds: () => readonly AddressKind[],
): boolean => {
  if (medium === "push") return history.outreach.push.length > 0;
  return medium === "webhook" || kinds().includes(medium === "email" ? "email" : "phone");
};

/**
 * Why nothing may be sent to a contact at `now`, by what it chose and what is known of its addresses; null where it may.
 * `kinds` is asked only where the answer rests on it.
 */
export const obstacleTo = (
  order: MessageOrder,
  profile: Profile,
  kinds: () => readonly AddressKind[],
  rules: SiteRules,
  now: number,
): SendObstacle | null => {
  if (isBot(profile.head)) return "bot";
  const { purpose, medium, topic } = order;
  const about = { purpose: purpose ?? undefined, topic: topic ?? undefined };
  const permission = mayBeWrittenTo(profile, medium, consentOf(profile.head, rules, now), about);
  if (!permission.ok) return permission.reason;
  return hasAddress(order, profile, kinds) ? null : "no_address";
};
