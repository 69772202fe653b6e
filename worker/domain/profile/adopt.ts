import { uniteLedgers } from "../campaign/ledger.ts";
import type { Choices } from "../consent/choices.ts";
import { type BrowserLinks, learnedBy, NO_LINKS, uniteLinks, vouchFor } from "../identity/browser-links.ts";
import { isContactId } from "../identity/profile-id.ts";
import { type MailReach, NO_MAIL } from "../outreach/confirmation.ts";
import { hearGrant, type HeardOutreach } from "../outreach/hear-grant.ts";
import { uniteOutreach } from "../outreach/outreach.ts";
import { compareEvents, type StoredEvent } from "../profile-state.ts";
import type { SiteRules } from "../site-rules.ts";
import { afterEarlier, type Applied, reevaluateAll, unchanged } from "./applied.ts";
import { catchUp } from "./catch-up.ts";
import { consentChange } from "./consent-change.ts";
import { type HeardChoices, hearChoices } from "./heard-choices.ts";
import { foldOldest, forgetOldest, hasSeen } from "./fold.ts";
import { type FoldedCounts, type Head, type History, newProfile, type Profile } from "./profile.ts";
import { learnTraits, newestTraits, NO_TRAITS } from "./known-traits.ts";
import { later } from "./later.ts";
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

/** Browsers whose history is in here: a contact brings its own, and is none. */
const uniteAdopted = (ours: Profile, moved: Profile): readonly string[] => {
  const news = isContactId(moved.id) ? moved.history.adopted : [moved.id];
  return [...new Set([...ours.history.adopted, ...news])].slice(-ADOPTED_MAX);
};

/** Under which circumstances a profile moves. */
export interface Adoption {
  /** Domain of the address it moves under. */
  readonly accountDomain: string | null;
  /** A server or a link in a message, and not only a form, said whose it is. */
  readonly isVouched: boolean;
  readonly mail: MailReach;
}

const CLAIMED: Adoption = { accountDomain: null, isVouched: false, mail: NO_MAIL };

/** The contact's browsers with those that come along, and which of them speak for it. */
const linksAfter = (ours: Profile, isNew: boolean, moved: Profile, isVouched: boolean): BrowserLinks => {
  if (isContactId(moved.id)) return uniteLinks(ours.history.links, moved.history.links);
  const learned = isNew ? { ...NO_LINKS, only: moved.id } : learnedBy(ours.history.links, moved.id);
  return isVouched ? vouchFor(learned, moved.id) : learned;
};

/** The choices of both; what a contact had chosen is not loosened by a browser that only claims to be its own. */
const choicesAfter = ({ head, history }: Profile, isClaim: boolean, moved: Profile): HeardChoices =>
  hearChoices(head.choices, history.links, moved.head.choices, {
    linkedBy: isClaim ? moved.id : null,
    isVouched: false,
    isOwnConsent: true,
  });

/** Region and signal are those of whoever was seen last; a claim can add the signal, which takes back, and no more. */
const whereabouts = (ours: Head, newest: Head, isClaim: boolean): Pick<Head, "region" | "gpc"> =>
  isClaim ? { region: ours.region, gpc: ours.gpc || newest.gpc } : { region: newest.region, gpc: newest.gpc };

/** What writing to both rests on. That two contacts are one person grants nothing anew. */
const writingAfter = (
  ours: Profile,
  moved: Profile,
  choices: Choices,
  { isVouched, mail }: Adoption,
  { confirmsBy }: SiteRules,
): HeardOutreach => {
  const outreach = uniteOutreach(ours.history.outreach, moved.history.outreach);
  if (isContactId(moved.id)) return { outreach, orders: [] };
  return hearGrant(outreach, {
    contact: ours.id,
    before: ours.head.choices,
    after: choices,
    arrived: moved.head.choices,
    isVouched,
    mail,
    confirmsBy,
  });
};

/**
 * A visitor's profile becomes part of a contact's: events, counters, touches and choices, each once. Repeating it
 * changes nothing. So does another contact's, when an operator says that both are one person; its repeats are the caller's to tell.
 * Standings are not moved but evaluated from the united history, which gives the earliest entry.
 */
export const adopt = (
  contact: string,
  known: Profile | null,
  visitor: Profile,
  rules: SiteRules,
  now: number,
  adoption: Adoption = CLAIMED,
): Applied => {
  if (known?.history.adopted.includes(visitor.id)) {
    return unchanged(known);
  }
  const earlier = known === null ? unchanged(null) : catchUp(known, rules, now);
  const ours = earlier.profile ?? newProfile(contact, visitor.head.firstSeenAt, visitor.head.region);
  const { isVouched, accountDomain } = adoption;
  const isNew = known === null;
  const isClaim = !isNew && !isVouched && !isContactId(visitor.id);
  const said = choicesAfter(ours, isClaim, visitor);
  const { choices } = said;
  const isVisitorNewest = visitor.head.lastSeenAt >= ours.head.lastSeenAt;
  const [oldest, newest] = isVisitorNewest ? [ours.head, visitor.head] : [visitor.head, ours.head];
  const head = {
    ...ours.head,
    choices,
    ...whereabouts(ours.head, newest, isClaim),
    firstSeenAt: Math.min(ours.head.firstSeenAt, visitor.head.firstSeenAt),
    lastSeenAt: newest.lastSeenAt,
    bot: isNew ? visitor.head.bot : ours.head.bot,
  };
  const heard = writingAfter(ours, visitor, choices, adoption, rules);
  const united = forgetOldest({
    log: uniteLogs(ours.history, visitor.history),
    folded: uniteFolded(ours.history.folded, visitor.history.folded),
    foldedUntil: later(ours.history.foldedUntil, visitor.history.foldedUntil),
    seen: [...ours.history.seen, ...visitor.history.seen],
    forgottenUntil: later(ours.history.forgottenUntil, visitor.history.forgottenUntil),
    touches: addTouches(ours.history.touches, visitor.history.touches),
    adopted: uniteAdopted(ours, visitor),
    ledger: uniteLedgers(ours.history.ledger, visitor.history.ledger),
    outreach: heard.outreach,
    links: { ...linksAfter(ours, isNew, visitor, isVouched), tookBack: said.links.tookBack },
  });
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
    ...afterEarlier(earlier, { ...reevaluateAll(after, rules, true, now), consent, orders: heard.orders }),
    arrival: "move",
  };
};
