import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adopt } from "../../../worker/domain/profile/adopt.ts";
import { applyBatch } from "../../../worker/domain/profile/apply-batch.ts";
import { giveBack, refusedSince, restore, takenFrom } from "../../../worker/domain/profile/give-back.ts";
import { NO_OUTREACH, suppress } from "../../../worker/domain/outreach/outreach.ts";
import type { Profile } from "../../../worker/domain/profile/profile.ts";
import { newProfile } from "../../../worker/domain/profile/profile.ts";
import type { StoredEvent } from "../../../worker/domain/profile-state.ts";
import { arrivalOf, audienceOf, CONTACT, eventOf, fewEvents, profileOf, rulesOf } from "./sample.ts";

const NOW = 1_000;
const RULES = rulesOf([audienceOf("viewers", { event: "view_item" })], { mode: "off" });
const OTHER = `${CONTACT.slice(0, -1)}z`;

const contactWith = (id: string, events: readonly StoredEvent[]): Profile => {
  const none = newProfile(id, 0, { country: "DE", subdivision: null });
  return applyBatch(id, none, arrivalOf(events), RULES, NOW).profile ?? none;
};

const united = (into: Profile, from: Profile): Profile =>
  adopt(into.id, into, from, RULES, NOW).profile ?? into;

const choice = (state: "granted" | "denied", at: number) => ({ state, source: "banner" as const, at });

const folded = (count: number) => ({ purchase: { count, countForAds: count, firstAt: 1, lastAt: 2 } });

describe("what a merge brought", () => {
  test("is taken out again exactly, whatever both had in common", () => {
    fc.assert(
      fc.property(fewEvents, fewEvents, fewEvents, (ours, theirs, both) => {
        const own = new Set([...ours, ...both].map(({ id }) => id));
        const news = theirs.filter(({ id }) => !own.has(id));
        const [into, from] = [
          contactWith(CONTACT, [...ours, ...both]),
          contactWith(OTHER, [...news, ...both]),
        ];
        const { profile } = giveBack(united(into, from), takenFrom(into, from), RULES, NOW);
        expect(profile?.history.log).toEqual(into.history.log);
        expect(profile?.history.touches).toEqual(into.history.touches);
        expect(profile?.head.standings).toEqual(into.head.standings);
      }),
    );
  });

  test("of counters is subtracted, and what came since stays", () => {
    const into = profileOf(CONTACT, { folded: folded(3) });
    const from = profileOf(OTHER, { folded: { ...folded(2), refund: folded(1).purchase } });
    const after = united(into, from);
    const { purchase } = after.history.folded;
    if (purchase === undefined) throw new Error("counters are united");
    const grown = { ...purchase, count: purchase.count + 1 };
    const since = {
      ...after,
      history: { ...after.history, folded: { ...after.history.folded, purchase: grown } },
    };
    expect(giveBack(since, takenFrom(into, from), RULES, NOW).profile?.history.folded).toEqual({
      purchase: { ...folded(4).purchase, countForAds: 3 },
    });
  });

  test("of choices goes where it stands as it came, and what was chosen since stays", () => {
    const into = profileOf(CONTACT, {}, { choices: { ad_storage: choice("granted", 1) } });
    const from = profileOf(
      OTHER,
      {},
      { choices: { ad_storage: choice("denied", 5), sms_marketing: choice("granted", 5) } },
    );
    const after = united(into, from);
    const taken = takenFrom(into, from);
    expect(giveBack(after, taken, RULES, NOW).profile?.head.choices).toEqual(into.head.choices);
    const later = { ...after.head.choices, sms_marketing: choice("granted", 9) };
    const since = { ...after, head: { ...after.head, choices: later } };
    expect(giveBack(since, taken, RULES, NOW).profile?.head.choices).toEqual({
      ...into.head.choices,
      sms_marketing: choice("granted", 9),
    });
  });

  test("of stops stays: nobody is written to again because two were taken for one", () => {
    const from = profileOf(OTHER, {});
    const stopped = suppress(from.history.outreach, "email", { reason: "complained", at: 1 });
    const complained = { ...from, history: { ...from.history, outreach: stopped } };
    const into = contactWith(CONTACT, [eventOf("a", 1)]);
    const { profile } = giveBack(united(into, complained), takenFrom(into, complained), RULES, NOW);
    expect(profile?.history.outreach.suppressed).toHaveProperty("email");
  });
});

const NOTHING = { choices: {}, suppressed: {} };

const instance = (id: string, wakeAt: number) => ({
  id,
  journey: "carts",
  version: 1,
  key: id,
  enteredAt: 1,
  path: [0],
  since: 1,
  wakeAt,
});

describe("a restored contact", () => {
  const journeys = { instances: [instance("due", NOW), instance("waits", NOW + 1)], ended: [] };
  const underWay = profileOf(OTHER, { outreach: { ...NO_OUTREACH, journeys } });
  const journeysAfter = (mergedAt: number) =>
    restore(underWay, mergedAt, NOTHING, RULES, NOW).profile?.history.outreach.journeys;

  test("goes on in no journey that was due since the merge: the other contact got its messages", () => {
    expect(journeysAfter(NOW - 1)).toEqual({
      instances: [instance("waits", NOW + 1)],
      ended: [{ journey: "carts", key: "due", enteredAt: 1, endedAt: NOW, end: "left" }],
    });
  });

  test("goes on in all of them where nothing was moved", () => {
    expect(journeysAfter(NOW)).toBe(journeys);
  });

  test("obeys what the other refused since the merge, and not what it refused before", () => {
    const original = profileOf(OTHER, {}, { choices: { ad_storage: choice("granted", 1) } });
    const into = profileOf(
      CONTACT,
      {},
      { choices: { ad_storage: choice("denied", 20), sms_marketing: choice("denied", 5) } },
    );
    const since = refusedSince(into, 10);
    expect(restore(original, 10, since, RULES, NOW).profile?.head.choices).toEqual({
      ad_storage: choice("denied", 20),
    });
  });

  test("is in the audiences that it is in now, and nobody is messaged for that", () => {
    const original = contactWith(OTHER, [eventOf("a", 1)]);
    const { profile, changes, feed } = restore(original, 10, NOTHING, RULES, NOW);
    expect(profile?.head.standings).toEqual(original.head.standings);
    expect(changes).toMatchObject([{ audience: "viewers", op: "enter", isLive: false }]);
    expect(feed).toEqual(changes);
  });
});
