import { uniteLedgers } from "../campaign/ledger.ts";
import { mergeChoices } from "../consent/choices.ts";
import { uniteOutreach } from "../outreach/outreach.ts";
import { compareEvents, type StoredEvent } from "../profile-state.ts";
import type { SiteRules } from "../site-rules.ts";
import { afterEarlier, type Applied, reevaluateAll, unchanged } from "./applied.ts";
import { catchUp } from "./catch-up.ts";
import { consentChange } from "./consent-change.ts";
import { foldOldest, hasSeen, uniteSeen } from "./fold.ts";
import { type FoldedCounts, type History, newProfile, type Profile } from "./profile.ts";
import { learnTraits, newestTraits, NO_TRAITS } from "./known-traits.ts";
import { consentOf } from "./standings.ts";
import { addTouches } from "./touch.ts";
import { leavesNothing, withdraw } from "./withdraw.ts";

/** Visitors a contact remembers having adopted; a transfer is repeated within hours, not after hundreds of others. */
const ADOPTED_MAX = 500;

/** Both logs in order, each event once, and none that the other side has already folded away. */
const uniteLogs = (ours: History, theirs: History): StoredEvent[] => {
  const ids = new Set(ours.log.map((event) => event.id));
  const mine = ours.log.filter((event) => !hasSeen(theirs, event.id));
  const news = theirs.log.filter((event) => !ids.has(event.id) && !hasSeen(ours, event.id));
  return [...mine, ...news].toSorted(compareEvents);
};

const uniteFolded = (ours: History["folded"], theirs: History["folded"]): Record<string, FoldedCounts> => {
  const united: Record<string, FoldedCounts> = { ...ours };
  for (const [type, their] of Object.entries(theirs)) {
    const our = Object.hasOwn(united, type) ? united[type] : undefined;
    united[type] =
      our === undefined
        ? their
        : {
            count: our.count + their.count,
            countForAds: our.countForAds + their.countForAds,
            firstAt: Math.min(our.firstAt, their.firstAt),
            lastAt: Math.max(our.lastAt, their.lastAt),
          };
  }
  return united;
};

const later = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/**
 * A visitor's profile becomes part of a contact's: events, counters, touches and choices, each once. Repeating it
 * changes nothing. `accountDomain` is that of the address it moves under.
 * Standings are not moved but evaluated from the united history, which gives the earliest entry.
 */
export const adopt = (
  contact: string,
  known: Profile | null,
  visitor: Profile,
  rules: SiteRules,
  now: number,
  accountDomain: string | null = null,
): Applied => {
  if (known?.history.adopted.includes(visitor.id)) {
    return unchanged(known);
  }
  const earlier = known === null ? unchanged(null) : catchUp(known, rules, now);
  const ours = earlier.profile ?? newProfile(contact, visitor.head.firstSeenAt, visitor.head.region);
  const choices = mergeChoices(ours.head.choices, visitor.head.choices);
  const isVisitorNewest = visitor.head.lastSeenAt >= ours.head.lastSeenAt;
  const [oldest, newest] = isVisitorNewest ? [ours.head, visitor.head] : [visitor.head, ours.head];
  const head = {
    ...ours.head,
    choices,
    region: newest.region,
    gpc: newest.gpc,
    firstSeenAt: Math.min(ours.head.firstSeenAt, visitor.head.firstSeenAt),
    lastSeenAt: newest.lastSeenAt,
  };
  const united: History = {
    log: uniteLogs(ours.history, visitor.history),
    folded: uniteFolded(ours.history.folded, visitor.history.folded),
    foldedUntil: later(ours.history.foldedUntil, visitor.history.foldedUntil),
    seen: uniteSeen(ours.history, visitor.history),
    forgottenUntil: later(ours.history.forgottenUntil, visitor.history.forgottenUntil),
    touches: addTouches(ours.history.touches, visitor.history.touches),
    adopted: [...ours.history.adopted, visitor.id].slice(-ADOPTED_MAX),
    ledger: uniteLedgers(ours.history.ledger, visitor.history.ledger),
    outreach: uniteOutreach(ours.history.outreach, visitor.history.outreach),
  };
  const granted = consentOf(head, rules, now);
  const traits = leavesNothing(choices, granted)
    ? NO_TRAITS
    : learnTraits(contact, newestTraits(oldest, newest), { ...NO_TRAITS, accountDomain }, granted);
  const kept = withdraw(united, choices, granted);
  const after: Profile = { id: contact, head: { ...head, ...traits }, history: foldOldest(kept) };
  const before = { head: { ...ours.head, ...newestTraits(oldest, newest) }, history: united };
  const consent = consentChange(
    before,
    { ...after.head, history: kept },
    { isLinked: true, evidence: null },
    now,
  );
  return {
    ...afterEarlier(earlier, { ...reevaluateAll(after, rules, true, now), consent }),
    arrival: "move",
  };
};
