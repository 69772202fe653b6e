import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PROFILE_EVENTS_MAX, PROFILE_SEEN_IDS_MAX } from "../../../schemas/limits.ts";
import { NO_MAIL } from "../../../worker/domain/outreach/confirmation.ts";
import { adopt, type Adoption } from "../../../worker/domain/profile/adopt.ts";
import { applyBatch } from "../../../worker/domain/profile/apply-batch.ts";
import { departures } from "../../../worker/domain/profile/depart.ts";
import { textDigest } from "../../../worker/domain/profile/digest.ts";
import type { Profile } from "../../../worker/domain/profile/profile.ts";
import { compareEvents, type StoredEvent } from "../../../worker/domain/profile-state.ts";
import {
  arrivalOf,
  audienceOf,
  CONTACT,
  eventOf,
  fewEvents,
  landingOf,
  profileOf,
  rulesOf,
  VISITOR,
} from "./sample.ts";

const NOW = 1_000;
const AUDIENCES = [
  audienceOf("buyers", { event: "purchase" }),
  audienceOf("recent", { event: "view_item", within: "1s" }),
  audienceOf("known-viewers", { event: "view_item" }, { of: "contacts" }),
];
const RULES = rulesOf(AUDIENCES, { mode: "off" });

const give = (
  id: string,
  known: Profile | null,
  events: readonly StoredEvent[],
  linkedBy: string | null = null,
): Profile | null =>
  events.length === 0 ? known : applyBatch(id, known, arrivalOf(events, { linkedBy }), RULES, NOW).profile;

const take = (known: Profile | null, visitor: Profile): Profile => {
  const { profile } = adopt(CONTACT, known, visitor, RULES, NOW);
  if (profile === null) throw new Error("adopting always leaves a profile");
  return profile;
};

/** Under the word of a server, or by a link in a message. */
const VOUCHED: Adoption = { accountDomain: null, isVouched: true, mail: NO_MAIL };

const takeVouched = (known: Profile | null, visitor: Profile): Profile => {
  const { profile } = adopt(CONTACT, known, visitor, RULES, NOW, VOUCHED);
  if (profile === null) throw new Error("adopting always leaves a profile");
  return profile;
};

const visitorWith = (events: readonly StoredEvent[]): Profile =>
  give(VISITOR, null, events) ?? profileOf(VISITOR, {}, { firstSeenAt: NOW, lastSeenAt: 0 });

/** Distinct events and, for each, whom it reaches: the contact before, the visitor before, or the contact after. */
const routed = fewEvents.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.array(fc.integer({ min: 0, max: 2 }), { minLength: events.length, maxLength: events.length }),
  ),
);

describe("a visitor's history becomes the contact's", () => {
  test("and each event is there once, wherever it arrived and when", () => {
    fc.assert(
      fc.property(routed, ([events, routes]) => {
        const reaching = (route: number) => events.filter((_, i) => routes[i] === route);
        const contact = give(CONTACT, null, reaching(0));
        const united = give(CONTACT, take(contact, visitorWith(reaching(1))), reaching(2));
        expect(united?.history.log).toEqual(events.toSorted(compareEvents));
        expect(united?.history.adopted).toEqual([VISITOR]);
      }),
    );
  });

  test("and it does not matter whether the last events arrive before or after", () => {
    const first = eventOf("first", 0);
    fc.assert(
      fc.property(fewEvents, fewEvents, (known, late) => {
        const ids = new Set(known.map((event) => event.id));
        const fresh = late.filter((event) => !ids.has(event.id));
        const contact = give(CONTACT, null, known);
        const before = take(contact, visitorWith([first, ...fresh]));
        const after = give(CONTACT, take(contact, visitorWith([first])), fresh, VISITOR);
        expect(after).toEqual(before);
      }),
    );
  });

  test("and doing it again changes nothing", () => {
    fc.assert(
      fc.property(fewEvents, fewEvents, (known, events) => {
        const visitor = visitorWith(events);
        const once = take(give(CONTACT, null, known), visitor);
        expect(adopt(CONTACT, once, visitor, RULES, NOW)).toEqual({
          profile: once,
          isChanged: false,
          changes: [],
          feed: [],
          consent: null,
          orders: [],
        });
      }),
    );
  });

  test("and two visitors may come in either order", () => {
    const other = "vw010000000000000000000abc";
    fc.assert(
      fc.property(fewEvents, fewEvents, (mine, theirs) => {
        const ids = new Set(mine.map((event) => event.id));
        const one = visitorWith(mine);
        const two = { ...visitorWith(theirs.filter((event) => !ids.has(event.id))), id: other };
        const { log, touches } = take(take(null, one), two).history;
        const swapped = take(take(null, two), one).history;
        expect(swapped.log.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
        expect(swapped.touches.map(({ event }) => event)).toEqual(touches.map(({ event }) => event));
      }),
    );
  });

  test("and the earliest entry, first sight and last sight count", () => {
    const visitor = visitorWith([eventOf("a", 100), eventOf("b", 900)]);
    const contact = give(CONTACT, null, [eventOf("c", 500, { type: "purchase" })]);
    const { head } = take(contact, visitor);
    expect(head).toMatchObject({
      firstSeenAt: 100,
      lastSeenAt: 900,
      standings: {
        buyers: { enteredAt: 500, nextFlipAt: null },
        recent: { enteredAt: 100, nextFlipAt: 1_900 },
        "known-viewers": { enteredAt: 100, nextFlipAt: null },
      },
    });
  });

  test("and what the contact is told are the entries into its own audiences", () => {
    const visitor = visitorWith([eventOf("a", 100)]);
    expect(adopt(CONTACT, null, visitor, RULES, NOW).changes).toEqual([
      { audience: "recent", version: 1, op: "enter", at: 100, reason: null, isLive: true },
      { audience: "known-viewers", version: 1, op: "enter", at: 100, reason: null, isLive: true },
    ]);
    expect(departures(visitor, NOW, "identified")).toEqual([
      { audience: "recent", version: 1, op: "exit", at: NOW, reason: "identified", isLive: true },
    ]);
  });

  test("and touches come along, each once", () => {
    const landing = landingOf("a", 100, "?utm_source=x");
    const contact = give(CONTACT, null, [landing]);
    const united = take(contact, visitorWith([landing, landingOf("b", 50, "?gclid=g")]));
    expect(united.history.touches.map(({ event }) => event)).toEqual(["b", "a"]);
  });
});

const choice = (state: "granted" | "denied", at: number) => ({ state, source: "banner" as const, at });

describe("consent on the way", () => {
  test("is the newest choice of both, where somebody vouches for the visitor", () => {
    const visitor = profileOf(VISITOR, {}, { choices: { ad_storage: choice("granted", 9) } });
    const contact = profileOf(
      CONTACT,
      {},
      { choices: { ad_storage: choice("denied", 5), sms_marketing: choice("granted", 1) } },
    );
    expect(takeVouched(contact, visitor).head.choices).toEqual({
      ad_storage: choice("granted", 9),
      sms_marketing: choice("granted", 1),
    });
    expect(take(contact, visitor).head.choices).toEqual(contact.head.choices);
    expect(take(null, visitor).head.choices).toEqual(visitor.head.choices);
  });

  test("takes from the visitor's history what the contact has denied", () => {
    const visitor = visitorWith([landingOf("a", 1, "?gclid=g"), eventOf("b", 2)]);
    const contact = profileOf(CONTACT, {}, { choices: { ad_storage: choice("denied", 5) } });
    expect(take(contact, visitor).history.log).toEqual([
      landingOf("a", 1, "", { collectedFor: 1 }),
      eventOf("b", 2, { collectedFor: 1 }),
    ]);
  });

  test("that takes back is heard from whoever claims to be the contact, and what nobody chose is filled in", () => {
    const visitor = profileOf(
      VISITOR,
      {},
      { choices: { ad_storage: choice("denied", 9), email_marketing: choice("granted", 9) } },
    );
    const contact = profileOf(CONTACT, {}, { choices: { ad_storage: choice("granted", 5) } });
    expect(take(contact, visitor).head.choices).toEqual(visitor.head.choices);
    const later = profileOf(CONTACT, {}, { choices: { ad_storage: choice("granted", 10) } });
    expect(take(later, visitor).head.choices).toEqual({
      ad_storage: choice("granted", 10),
      email_marketing: choice("granted", 9),
    });
  });

  test("comes from a mere claim without its region, and with no signal taken away", () => {
    const there = { region: { country: "US", subdivision: "CA" }, lastSeenAt: 9 };
    const contact = profileOf(CONTACT, {}, { gpc: true, lastSeenAt: 5 });
    expect(take(contact, profileOf(VISITOR, {}, there)).head).toMatchObject({
      region: contact.head.region,
      gpc: true,
    });
    const silent = profileOf(CONTACT, {}, { lastSeenAt: 5 });
    expect(take(silent, profileOf(VISITOR, {}, { ...there, gpc: true })).head.gpc).toBe(true);
  });

  test("comes with region and signal of whoever was seen last, where somebody vouches for the visitor", () => {
    const region = { country: "US", subdivision: "CA" };
    const visitor = profileOf(VISITOR, {}, { region, gpc: true, lastSeenAt: 5 });
    expect(takeVouched(profileOf(CONTACT, {}, { lastSeenAt: 4 }), visitor).head).toMatchObject({
      region,
      gpc: true,
    });
    expect(takeVouched(profileOf(CONTACT, {}, { lastSeenAt: 6 }), visitor).head).toMatchObject({
      region: { country: "DE" },
      gpc: false,
    });
  });
});

const counts = (count: number, firstAt: number, lastAt: number) => ({
  count,
  countForAds: count,
  firstAt,
  lastAt,
});

const eventsOf = (name: string, from: number) =>
  Array.from({ length: PROFILE_EVENTS_MAX }, (_, i) => eventOf(`${name}${i}`, from + i));

describe("what was folded", () => {
  test("is summed up by type", () => {
    const visitor = profileOf(VISITOR, {
      folded: { view_item: counts(3, 10, 40), purchase: counts(1, 20, 20) },
      foldedUntil: 40,
    });
    const contact = profileOf(CONTACT, { folded: { view_item: counts(2, 5, 30) }, foldedUntil: 30 });
    const { folded, foldedUntil } = take(contact, visitor).history;
    expect(folded).toEqual({ view_item: counts(5, 5, 40), purchase: counts(1, 20, 20) });
    expect(foldedUntil).toBe(40);
  });

  test.each(["constructor", "toString", "valueOf"])(
    "is counted also for events that a shop named %s",
    (type) => {
      const visitor = profileOf(VISITOR, { folded: { [type]: counts(3, 10, 40) }, foldedUntil: 40 });
      expect(take(null, visitor).history.folded).toEqual({ [type]: counts(3, 10, 40) });
    },
  );

  test("is not counted again where the visitor's log still has the event", () => {
    const event = eventOf("order-1", 10, { type: "purchase" });
    const contact = profileOf(CONTACT, {
      folded: { purchase: counts(1, 10, 10) },
      foldedUntil: 10,
      seen: [textDigest(event.id), event.digest],
    });
    const { log, folded } = take(contact, visitorWith([event])).history;
    expect({ log, folded }).toEqual({ log: [], folded: { purchase: counts(1, 10, 10) } });
  });

  test("fits the limits of one profile again", () => {
    const visitor = profileOf(VISITOR, { log: eventsOf("v", 1_000) });
    const contact = profileOf(CONTACT, { log: eventsOf("c", 0) });
    const { log, folded } = take(contact, visitor).history;
    expect(log).toEqual(visitor.history.log);
    expect(folded).toEqual({ view_item: counts(PROFILE_EVENTS_MAX, 0, 999) });
  });

  test("remembers no more ids than one profile may", () => {
    const seen = Array.from({ length: 2 * PROFILE_SEEN_IDS_MAX }, (_, i) => i);
    const visitor = profileOf(VISITOR, { seen, folded: { x: counts(1, 1, 1) }, foldedUntil: 1 });
    const contact = profileOf(CONTACT, { seen, folded: { x: counts(1, 1, 1) }, foldedUntil: 1 });
    expect(take(contact, visitor).history.seen.length).toBeLessThanOrEqual(2 * PROFILE_SEEN_IDS_MAX);
  });

  test("refuses what may be a repeat of an event whose id both together have forgotten", () => {
    const event = eventOf("order-1", 10, { type: "purchase" });
    const others = Array.from({ length: 2 * PROFILE_SEEN_IDS_MAX - 2 }, (_, i) => i);
    const contact = profileOf(CONTACT, {
      folded: { purchase: counts(1, 10, 10), x: counts(1, 10, 12) },
      foldedUntil: 12,
      seen: [textDigest(event.id), event.digest, ...others],
      forgottenUntil: 9,
    });
    const visitor = profileOf(VISITOR, { folded: { x: counts(1, 5, 5) }, foldedUntil: 5, seen: [1, 1] });
    const repeat = (known: Profile) =>
      applyBatch(CONTACT, known, arrivalOf([event]), RULES, NOW).answer.rejected.map(({ code }) => code);
    expect(applyBatch(CONTACT, contact, arrivalOf([event]), RULES, NOW).answer.duplicate).toBe(1);
    expect(repeat(take(contact, visitor))).toEqual(["event_too_late"]);
    const late = profileOf(VISITOR, { ...visitor.history, forgottenUntil: 40 });
    expect(take(contact, late).history.forgottenUntil).toBe(40);
  });
});
