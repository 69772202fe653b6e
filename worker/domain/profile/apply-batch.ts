import type { BotSignal } from "../../../schemas/bot.ts";
import type { DeviceClass } from "../../../schemas/audience.ts";
import type { CollectAnswer } from "../../../schemas/collect.ts";
import type { RequestRegion } from "../../../schemas/consent.ts";
import { type Choices, MESSAGING_PURPOSES } from "../consent/choices.ts";
import { mayStoreHistory } from "../consent/effective.ts";
import { gate, type GatedEvents } from "../consent/gate.ts";
import { learnAttributes } from "../outreach/learn-attributes.ts";
import type { ConsentEvidence } from "../consent/signals/hear.ts";
import { type BrowserLinks, learnedBy, vouchFor } from "../identity/browser-links.ts";
import { isContactId } from "../identity/profile-id.ts";
import { type MailReach, NO_MAIL } from "../outreach/confirmation.ts";
import { hearGrant } from "../outreach/hear-grant.ts";
import type { CompiledAudience } from "../audience/compiled-audience.ts";
import type { StoredEvent } from "../profile-state.ts";
import type { SiteRules } from "../site-rules.ts";
import { markAfter, markLeft } from "./bot-mark.ts";
import { looksSame } from "./evaluated-subject.ts";
import { foldEvents } from "./fold.ts";
import { hearChoices, isMereClaim } from "./heard-choices.ts";
import { learnTraits, NO_TRAITS } from "./known-traits.ts";
import { type Head, newProfile, type Profile } from "./profile.ts";
import { catchUp } from "./catch-up.ts";
import { consentChange } from "./consent-change.ts";
import { afterEarlier, type Applied, evaluated, unchanged } from "./applied.ts";
import { consentOf } from "./standings.ts";
import { addTouches, touchOf } from "./touch.ts";
import { followHistory } from "./warm-evaluation.ts";
import { leavesNothing, withdraw } from "./withdraw.ts";

/** What a request brings for one profile. */
export interface Arrival {
  readonly events: GatedEvents;
  readonly choices: Choices;
  readonly region: RequestRegion;
  /** Null where the request does not tell: what is known stays. */
  readonly device: DeviceClass | null;
  /** BCP 47 tag in lower case; null where the request does not tell: what is known stays. */
  readonly language: string | null;
  /** Domain of the e-mail address that came along; null where none did, or a free-mail one. Only contacts keep it. */
  readonly accountDomain: string | null;
  /** Global Privacy Control of the browser; null where a server speaks for it. */
  readonly gpc: boolean | null;
  /** False where the sender is not known to be this profile's: its choices then only fill in what is unset. */
  readonly isOwnConsent: boolean;
  /** What the choices rest on; null where they stand by themselves. */
  readonly evidence: ConsentEvidence | null;
  /** Imported from elsewhere: it is evaluated and told to nobody. */
  readonly isHistory?: boolean;
  /** What told that it comes from a bot; nothing where nothing did. */
  readonly bot?: BotSignal | null;
  /** The browser has served another contact before. */
  readonly isShared: boolean;
  /** The browser whose link led here, for a contact; null where none did. */
  readonly linkedBy: string | null;
  /** A server that holds a key named the contact by its address, or a link in a message was used. */
  readonly isVouched: boolean;
}

export interface AppliedBatch extends Applied {
  readonly answer: CollectAnswer;
  /** Events that were new, and are kept. */
  readonly accepted: readonly StoredEvent[];
}

/** Every audience where something changed beside the events; else those that read what arrived. */
const touchedBy = (
  before: Profile | null,
  after: Profile,
  arrived: readonly StoredEvent[],
  { audiences: set }: SiteRules,
): readonly CompiledAudience[] => {
  if (before === null || !looksSame(before.head, after.head)) return set.audiences;
  return [...new Set(arrived.map(({ type }) => type))].flatMap((type) => set.reachOf(type).audiences);
};

/** Whether somebody wants to be written to: that makes a contact, also where no history may be kept. */
const isSubscription = (id: string, { choices }: Arrival): boolean =>
  isContactId(id) && MESSAGING_PURPOSES.some((purpose) => choices[purpose]?.state === "granted");

/** Whoever only claims to be this profile's can add the signal, which takes back, and cannot move it to another region's rules. */
const whereabouts = (
  { head, history }: Profile,
  isNew: boolean,
  arrival: Arrival,
): Pick<Head, "region" | "gpc"> => {
  const isOther = !isNew && (!arrival.isOwnConsent || isMereClaim(history.links, arrival));
  if (isOther) return { region: head.region, gpc: head.gpc || arrival.gpc === true };
  return {
    region: arrival.region.country === null ? head.region : arrival.region,
    gpc: arrival.gpc ?? head.gpc,
  };
};

/** What is known of the contact's browsers after a batch. */
const linksAfter = (
  links: BrowserLinks,
  { linkedBy, isVouched }: Arrival,
  accepted: readonly StoredEvent[],
): BrowserLinks => {
  // A repeat says nothing new, not even whose browser it is.
  if (accepted.length === 0) return links;
  const learned = learnedBy(links, linkedBy);
  return isVouched && linkedBy !== null ? vouchFor(learned, linkedBy) : learned;
};

/** Loads nothing, stores nothing: what one batch does to one profile. `mail` counts for contacts alone. */
export const applyBatch = (
  id: string,
  known: Profile | null,
  arrival: Arrival,
  rules: SiteRules,
  now: number,
  mail: MailReach = NO_MAIL,
): AppliedBatch => {
  const caughtUp = known === null ? unchanged(null) : catchUp(known, rules, now);
  const before = caughtUp.profile ?? newProfile(id, now, arrival.region);
  const said = hearChoices(before.head.choices, before.history.links, arrival.choices, arrival);
  const { choices } = said;
  const stated: Head = {
    ...before.head,
    choices,
    ...whereabouts(before, known === null, arrival),
    isShared: before.head.isShared || arrival.isShared,
  };
  const granted = consentOf(stated, rules, now);
  const isForgotten = choices !== before.head.choices && leavesNothing(choices, granted);
  const traits = isForgotten ? NO_TRAITS : learnTraits(id, before.head, arrival, granted);
  const signal = isContactId(id) || mayStoreHistory(granted) ? (arrival.bot ?? null) : null;
  const bot = isForgotten
    ? markLeft(id, before.head.bot)
    : markAfter(before.head.bot, signal, known !== null && isContactId(id));
  const head: Head = { ...stated, ...traits, bot };
  const { events, dropped } = gate(arrival.events, granted);
  const kept = choices === before.head.choices ? before.history : withdraw(before.history, choices, granted);
  const { history, accepted, duplicate, rejected } = foldEvents(kept, events);
  const links = linksAfter(said.links, arrival, accepted);
  const { outreach, orders } = isContactId(id)
    ? hearGrant(history.outreach, {
        contact: id,
        before: before.head.choices,
        after: choices,
        arrived: arrival.choices,
        isVouched:
          arrival.isVouched || (arrival.linkedBy !== null && links.vouched.includes(arrival.linkedBy)),
        mail,
        confirmsBy: rules.confirmsBy,
      })
    : { outreach: history.outreach, orders: [] };
  const answer = { accepted: accepted.length, duplicate, rejected: [...rejected], dropped: [...dropped] };
  const isConsentNews = choices !== before.head.choices || head.gpc !== before.head.gpc;
  const isNews =
    accepted.length > 0 || isConsentNews || outreach !== history.outreach || links !== before.history.links;
  const isKept = isNews && (known !== null || accepted.length > 0 || isSubscription(id, arrival));
  // A shared browser's mark must outlive a batch without events, or the next identification would move its history.
  const isMarked = head.isShared && !before.head.isShared && mayStoreHistory(granted);
  if (!isKept && !isMarked) return { ...caughtUp, answer, accepted };
  const times = accepted.map((event) => event.at);
  const after: Profile = {
    id,
    head: {
      ...head,
      firstSeenAt: Math.min(head.firstSeenAt, ...times),
      lastSeenAt: Math.max(known === null && times.length > 0 ? 0 : head.lastSeenAt, ...times),
    },
    history: {
      ...history,
      outreach: learnAttributes(outreach, accepted),
      links,
      touches: addTouches(
        history.touches,
        accepted.flatMap((event) => touchOf(event) ?? []),
      ),
    },
  };
  followHistory(before, after, accepted);
  const audiences = touchedBy(known, after, accepted, rules);
  const isLive = arrival.isHistory !== true;
  const happened = isLive ? accepted.map(({ type }) => type) : [];
  const applied = evaluated(after, rules, { audiences, isLive, happened }, now);
  const by = { isLinked: false, evidence: arrival.evidence };
  const consent = isConsentNews ? consentChange(before, { ...head, history: kept }, by, now) : null;
  return {
    ...afterEarlier(caughtUp, { ...applied, consent, orders }),
    answer,
    accepted,
    arrival: arrival.isHistory === true ? "import" : undefined,
  };
};
