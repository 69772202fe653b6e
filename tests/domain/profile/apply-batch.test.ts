import { EMPTY_LEDGER } from "../../../worker/domain/campaign/ledger.ts";
import { NO_OUTREACH } from "../../../worker/domain/outreach/outreach.ts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Choices } from "../../../worker/domain/consent/choices.ts";
import { reevaluateAll as reevaluateAs } from "../../../worker/domain/profile/applied.ts";
import { applyBatch } from "../../../worker/domain/profile/apply-batch.ts";
import { catchUp, nextFlipOf } from "../../../worker/domain/profile/catch-up.ts";
import type { MembershipChange } from "../../../worker/domain/profile/membership-changes.ts";
import type { Profile } from "../../../worker/domain/profile/profile.ts";
import type { SiteRules } from "../../../worker/domain/site-rules.ts";
import {
  ANALYTICS,
  arrivalOf,
  audienceOf,
  BOTH,
  eventOf,
  landingOf,
  profileOf,
  rulesOf,
  VISITOR,
} from "./sample.ts";
import { NO_LINKS } from "../../../worker/domain/identity/browser-links.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const chosen = (state: "granted" | "denied", at: number, ...purposes: readonly (keyof Choices)[]): Choices =>
  Object.fromEntries(purposes.map((purpose) => [purpose, { state, source: "banner", at }]));

const change = (
  audience: string,
  op: "enter" | "exit",
  at: number,
  reason: MembershipChange["reason"] = null,
  isLive = true,
) => ({
  audience,
  version: 1,
  op,
  at,
  reason,
  isLive,
});

const reevaluateAll = (profile: Profile, rules: SiteRules, now: number) =>
  reevaluateAs(profile, rules, true, now);

const kept = (profile: Profile | null): Profile => {
  if (profile === null) throw new Error("nothing was kept");
  return profile;
};

const abandoners = audienceOf("abandoners", {
  event: "add_to_cart",
  within: "7d",
  not_followed_by: { event: "purchase", within: "1h" },
});
const viewers = audienceOf("viewers", { event: "view_item", within: "1d" });
const buyers = audienceOf("buyers", { event: "purchase" });
const RULES = rulesOf([abandoners, viewers, buyers]);

const cart = (at: number) => eventOf(`cart-${at}`, at, { type: "add_to_cart" });
const view = (at: number) => eventOf(`view-${at}`, at);
const purchase = (at: number) => eventOf(`purchase-${at}`, at, { type: "purchase" });

const visitorWith = (rules: SiteRules, now: number, ...events: Parameters<typeof arrivalOf>[0]): Profile =>
  kept(applyBatch(VISITOR, null, arrivalOf(events), rules, now).profile);

describe("a first batch", () => {
  test("makes a profile that was seen when its events happened", () => {
    const { profile, answer, changes } = applyBatch(VISITOR, null, arrivalOf([view(5), view(9)]), RULES, 20);
    expect(answer).toEqual({ accepted: 2, duplicate: 0, rejected: [], dropped: [] });
    expect(kept(profile).head).toMatchObject({ firstSeenAt: 5, lastSeenAt: 9, evaluatedVersion: 1 });
    expect(changes).toEqual([change("viewers", "enter", 5)]);
  });

  test("of which nothing may be kept makes none", () => {
    const rules = rulesOf([viewers], { mode: "opt-in" });
    expect(applyBatch(VISITOR, null, arrivalOf([view(5)]), rules, 20)).toEqual({
      profile: null,
      isChanged: false,
      changes: [],
      feed: [],
      consent: null,
      orders: [],
      answer: { accepted: 0, duplicate: 0, rejected: [], dropped: [{ index: 0, reason: "no_consent" }] },
      accepted: [],
    });
  });

  test("with a choice and no event makes none", () => {
    const arrival = arrivalOf([], { choices: chosen("denied", 1, "ad_storage") });
    expect(applyBatch(VISITOR, null, arrival, RULES, 20).profile).toBeNull();
  });
});

describe("the same batch again", () => {
  test("changes nothing and is counted as duplicate", () => {
    const arrival = arrivalOf([view(5), landingOf("l", 6, "?utm_source=x")], {
      choices: chosen("granted", 3, "ad_storage"),
    });
    const once = kept(applyBatch(VISITOR, null, arrival, RULES, 20).profile);
    expect(applyBatch(VISITOR, once, arrival, RULES, 30)).toEqual({
      profile: once,
      isChanged: false,
      changes: [],
      feed: [],
      consent: null,
      orders: [],
      answer: { accepted: 0, duplicate: 2, rejected: [], dropped: [] },
      accepted: [],
    });
  });
});

describe("catching up", () => {
  test("records every flip that was due at its own time", () => {
    const visitor = visitorWith(RULES, 0, cart(0), view(0));
    expect(nextFlipOf(visitor.head)).toBe(HOUR_MS);
    const { profile, changes, feed, isChanged } = catchUp(visitor, RULES, 30 * DAY_MS);
    expect(changes).toEqual([
      change("abandoners", "enter", HOUR_MS),
      change("viewers", "exit", DAY_MS, "expired"),
      change("abandoners", "exit", 7 * DAY_MS, "expired"),
    ]);
    expect(feed).toEqual(changes);
    expect(isChanged).toBe(true);
    expect(kept(profile).head.standings).toEqual({});
  });

  test("ends at the flip that is due now and leaves the next", () => {
    const visitor = visitorWith(RULES, 0, cart(0));
    expect(catchUp(visitor, RULES, HOUR_MS - 1)).toEqual({
      profile: visitor,
      isChanged: false,
      changes: [],
      feed: [],
      consent: null,
      orders: [],
    });
    const { profile, changes } = catchUp(visitor, RULES, HOUR_MS);
    expect(changes).toEqual([change("abandoners", "enter", HOUR_MS)]);
    expect(nextFlipOf(kept(profile).head)).toBe(7 * DAY_MS);
  });

  test("lets a late event that is older than all move the beginning of what does not read it", () => {
    const rules = rulesOf([audienceOf("patient", { event: "purchase", count: { lte: 0 } })]);
    const visitor = visitorWith(rules, 100, view(100));
    expect(visitor.head.standings["patient"]?.enteredAt).toBe(100);
    const { profile } = applyBatch(VISITOR, visitor, arrivalOf([view(50)]), rules, 110);
    expect(kept(profile).head.standings["patient"]?.enteredAt).toBe(50);
  });

  test("comes before what a batch brings", () => {
    const visitor = visitorWith(RULES, 0, cart(0));
    const { changes } = applyBatch(VISITOR, visitor, arrivalOf([purchase(8 * DAY_MS)]), RULES, 8 * DAY_MS);
    expect(changes).toEqual([
      change("abandoners", "enter", HOUR_MS),
      change("abandoners", "exit", 7 * DAY_MS, "expired"),
      change("buyers", "enter", 8 * DAY_MS),
    ]);
  });

  test("in many steps is catching up in one", () => {
    const visitor = visitorWith(RULES, 0, cart(0), view(0));
    const times = fc.array(fc.integer({ min: 0, max: 8 * 24 }), { maxLength: 6 });
    fc.assert(
      fc.property(times, (hours) => {
        const whole = catchUp(visitor, RULES, 9 * DAY_MS);
        let stepped = visitor;
        const changes: MembershipChange[] = [];
        for (const hour of [...hours.toSorted((a, b) => a - b), 9 * 24]) {
          const step = catchUp(stepped, RULES, hour * HOUR_MS);
          stepped = kept(step.profile);
          changes.push(...step.changes);
        }
        expect(changes).toEqual(whole.changes);
        expect(stepped).toEqual(whole.profile);
      }),
    );
  });

  test("comes to the newest configuration first, and messages nobody for that", () => {
    const visitor = visitorWith(rulesOf([abandoners]), 0, cart(0), view(0));
    const newer = { ...rulesOf([abandoners, { ...viewers, changedIn: 2 }]), version: 2 };
    const { profile, changes } = catchUp(visitor, newer, HOUR_MS);
    expect(changes).toEqual([
      change("viewers", "enter", 0, null, false),
      change("abandoners", "enter", HOUR_MS),
    ]);
    expect(kept(profile).head.evaluatedVersion).toBe(2);
  });

  test("leaves audiences alone that a newer configuration did not change", () => {
    const visitor = visitorWith(rulesOf([buyers]), 0, view(0));
    const newer = { ...rulesOf([buyers, viewers]), version: 2 };
    expect(catchUp(visitor, newer, 1).changes).toEqual([]);
    expect(catchUp(visitor, { ...newer, everythingIn: 2 }, 1).changes).toEqual([
      change("viewers", "enter", 0, null, false),
    ]);
  });

  test("over more flips than are worth recording ends in the present", () => {
    const rules = rulesOf([audienceOf("brief", { event: "view_item", within: "1s" })]);
    const log = Array.from({ length: 600 }, (_, i) => view(i * 10_000));
    const standing = { version: 1, enteredAt: 0, nextFlipAt: 1_000, truncated: false };
    const visitor = profileOf(
      VISITOR,
      { log },
      { standings: { brief: standing }, isExportable: true, evaluatedVersion: 1 },
    );
    const { profile, changes } = catchUp(visitor, rules, 599 * 10_000 + 500);
    expect(changes).toHaveLength(1_000);
    expect(kept(profile).head.standings).toEqual({
      brief: { version: 1, enteredAt: 599 * 10_000, nextFlipAt: 599 * 10_000 + 1_000, truncated: false },
    });
  });
});

describe("a choice", () => {
  test("to deny purges what no purpose holds and ends memberships at once", () => {
    const visitor = visitorWith(RULES, 10, landingOf("l", 1, "?gclid=g"), view(2));
    const denial = arrivalOf([], { choices: chosen("denied", 15, "ad_storage", "analytics_storage") });
    const { profile, changes, feed } = applyBatch(VISITOR, visitor, denial, RULES, 20);
    expect(kept(profile).history).toEqual({
      log: [],
      folded: {},
      foldedUntil: null,
      seen: [],
      forgottenUntil: null,
      touches: [],
      adopted: [],
      ledger: EMPTY_LEDGER,
      outreach: NO_OUTREACH,
      links: NO_LINKS,
    });
    expect(changes).toEqual([change("viewers", "exit", 20, "consent_withdrawn")]);
    expect(feed).toEqual(changes);
  });

  test("to deny ads keeps what analytics holds, without click ids", () => {
    const visitor = visitorWith(RULES, 10, landingOf("l", 1, "?gclid=g&utm_source=s"));
    const denial = arrivalOf([view(16)], { choices: chosen("denied", 15, "ad_storage") });
    const { history } = kept(applyBatch(VISITOR, visitor, denial, RULES, 20).profile);
    expect(history.log).toEqual([
      landingOf("l", 1, "?utm_source=s", { collectedFor: ANALYTICS }),
      { ...view(16), collectedFor: ANALYTICS },
    ]);
    expect(history.touches).toEqual([{ at: 1, event: "l", utm: { utm_source: "s" }, clickIds: {} }]);
  });

  test("to grant again brings nothing back", () => {
    const visitor = visitorWith(RULES, 10, view(2));
    const denied = arrivalOf([], { choices: chosen("denied", 15, "ad_storage") });
    const granted = arrivalOf([], { choices: chosen("granted", 25, "ad_storage") });
    const without = kept(applyBatch(VISITOR, visitor, denied, RULES, 20).profile);
    const again = applyBatch(VISITOR, without, granted, RULES, 30);
    expect(again.changes).toEqual([]);
    expect(kept(again.profile).history.log).toEqual([{ ...view(2), collectedFor: ANALYTICS }]);
  });

  test("of the profile gates events that come with an older one", () => {
    const visitor = visitorWith(RULES, 10, view(2));
    const denial = arrivalOf([], { choices: chosen("denied", 15, "ad_storage", "analytics_storage") });
    const silent = kept(applyBatch(VISITOR, visitor, denial, RULES, 20).profile);
    const late = arrivalOf([view(12)], { choices: chosen("granted", 11, "ad_storage", "analytics_storage") });
    expect(applyBatch(VISITOR, silent, late, RULES, 30)).toMatchObject({
      isChanged: false,
      answer: { accepted: 0, dropped: [{ index: 0, reason: "no_consent" }] },
    });
  });

  test("of a stranger fills in what is unset and no more", () => {
    const visitor = visitorWith(RULES, 10, view(2));
    const own = arrivalOf([], { choices: chosen("denied", 15, "email_marketing") });
    const before = kept(applyBatch(VISITOR, visitor, own, RULES, 20).profile);
    const strangers = arrivalOf([], {
      choices: chosen("granted", 25, "email_marketing", "sms_marketing"),
      isOwnConsent: false,
    });
    expect(kept(applyBatch(VISITOR, before, strangers, RULES, 30).profile).head.choices).toEqual({
      ...chosen("denied", 15, "email_marketing"),
      ...chosen("granted", 25, "sms_marketing"),
    });
  });
});

describe("a privacy signal", () => {
  test("ends retargeting but destroys nothing, and its end restores it", () => {
    const visitor = visitorWith(RULES, 10, view(2));
    const signalled = applyBatch(VISITOR, visitor, arrivalOf([], { gpc: true }), RULES, 20);
    expect(signalled.changes).toEqual([change("viewers", "exit", 20, "consent_withdrawn")]);
    expect(kept(signalled.profile).history).toEqual(visitor.history);
    const over = applyBatch(VISITOR, kept(signalled.profile), arrivalOf([], { gpc: false }), RULES, 30);
    expect(over.changes).toEqual([change("viewers", "enter", 2)]);
  });

  test("that a server knows nothing of stays as the browser said", () => {
    const visitor = visitorWith(RULES, 10, view(2));
    const signalled = kept(applyBatch(VISITOR, visitor, arrivalOf([], { gpc: true }), RULES, 20).profile);
    const byServer = applyBatch(VISITOR, signalled, arrivalOf([view(3)], { gpc: null }), RULES, 30);
    expect(kept(byServer.profile).head.gpc).toBe(true);
  });
});

describe("whom audiences take", () => {
  const CONTACT = "c000000000000000000000abc";

  test.each([
    ["visitors", VISITOR, true],
    ["visitors", CONTACT, false],
    ["contacts", VISITOR, false],
    ["contacts", CONTACT, true],
    ["all", VISITOR, true],
    ["all", CONTACT, true],
  ] as const)("an audience of %s takes %s: %s", (of, id, expected) => {
    const rules = rulesOf([audienceOf("a", { event: "view_item" }, { of })]);
    const { profile } = applyBatch(id, null, arrivalOf([view(1)]), rules, 10);
    expect("a" in kept(profile).head.standings).toBe(expected);
  });

  test("a visitor is in none without ad_storage, a contact may be", () => {
    const rules = rulesOf([audienceOf("a", { event: "view_item" })], { purposes: { ad_storage: "denied" } });
    const standingsOf = (id: string) =>
      kept(applyBatch(id, null, arrivalOf([view(1)]), rules, 10).profile).head.standings;
    expect(Object.keys(standingsOf(VISITOR))).toEqual([]);
    expect(Object.keys(standingsOf(CONTACT))).toEqual(["a"]);
  });

  test("events that were collected for analytics alone retarget nobody, in the log or folded", () => {
    const lifetime = rulesOf([audienceOf("a", { event: "view_item" })]);
    const inLog = profileOf(VISITOR, { log: [{ ...view(1), collectedFor: ANALYTICS }] });
    const folded = profileOf(VISITOR, {
      folded: { view_item: { count: 3, countForAds: 0, firstAt: 1, lastAt: 3 } },
      foldedUntil: 3,
    });
    expect(reevaluateAll(inLog, lifetime, 10).changes).toEqual([]);
    expect(reevaluateAll(folded, lifetime, 10).changes).toEqual([]);
  });

  test.each(["constructor", "valueof", "tostring"])("an audience named %s is told of its members", (id) => {
    const rules = rulesOf([audienceOf(id, { event: "view_item", within: "1d" })]);
    const entered = applyBatch(VISITOR, null, arrivalOf([view(1)]), rules, 10);
    expect(entered.changes).toEqual([change(id, "enter", 1)]);
    expect(catchUp(kept(entered.profile), rules, 2 * DAY_MS).changes).toEqual([
      change(id, "exit", DAY_MS + 1, "expired"),
    ]);
  });

  test("nobody enters an audience named constructor without an event it names", () => {
    const rules = rulesOf([audienceOf("constructor", { event: "purchase" }), viewers]);
    const before = visitorWith(rules, 10, eventOf("s", 1, { type: "sign_up" }));
    const { profile } = applyBatch(VISITOR, before, arrivalOf([view(2)]), rules, 20);
    expect(Object.keys(kept(profile).head.standings)).toEqual(["viewers"]);
  });
});

describe("who may leave for ad platforms", () => {
  test("is told apart from who is a member", () => {
    const visitor = visitorWith(RULES, 10, view(2));
    const denied = arrivalOf([], { choices: chosen("denied", 15, "ad_user_data") });
    const stopped = applyBatch(VISITOR, visitor, denied, RULES, 20);
    expect(stopped.changes).toEqual([]);
    expect(stopped.feed).toEqual([change("viewers", "exit", 20, "consent_withdrawn")]);
    const granted = arrivalOf([], { choices: chosen("granted", 25, "ad_user_data") });
    const resumed = applyBatch(VISITOR, kept(stopped.profile), granted, RULES, 30);
    expect(resumed.changes).toEqual([]);
    expect(resumed.feed).toEqual([change("viewers", "enter", 30)]);
  });
});

describe("a changed configuration", () => {
  test("ends memberships of audiences that are gone", () => {
    const visitor = visitorWith(RULES, 10, view(2));
    expect(reevaluateAll(visitor, rulesOf([buyers]), 20).changes).toEqual([
      change("viewers", "exit", 20, "deleted"),
    ]);
  });

  test("is in force with the next batch, whatever event that brings", () => {
    const visitor = visitorWith(rulesOf([buyers]), 10, view(2));
    const newer = { ...rulesOf([abandoners, { ...viewers, changedIn: 2 }, buyers]), version: 2 };
    const { changes, profile } = applyBatch(VISITOR, visitor, arrivalOf([cart(15)]), newer, 20);
    expect(changes).toEqual([change("viewers", "enter", 2, null, false)]);
    expect(kept(profile).head.evaluatedVersion).toBe(2);
  });
});

describe("whatever happens", () => {
  const audiences = [
    audienceOf("window", { event: "view_item", within: "2s" }),
    audienceOf("sticky", { event: "view_item", within: "1s" }, { membership: { mode: "sticky", for: "3s" } }),
    audienceOf("twice", { event: "*", count: { gte: 2 }, within: "4s" }),
    audienceOf(
      "spared",
      { event: "view_item" },
      { exclude: [{ mode: "temporary", rule: { event: "purchase", within: "2s" } }] },
    ),
    audienceOf("refuted", {
      event: "view_item",
      within: "5s",
      not_followed_by: { event: "purchase", within: "1s" },
    }),
  ];
  const rules = rulesOf(audiences);
  const step = fc.record({
    wait: fc.constantFrom(0, 1, 500, 1_000, 2_500),
    ages: fc.array(fc.constantFrom(0, 0, 1, 1_000, 3_000), { maxLength: 2 }),
    type: fc.constantFrom("view_item", "purchase"),
    gpc: fc.boolean(),
  });

  test("entries and exits alternate, and memberships are what the whole history says", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        let now = 10_000;
        let profile: Profile | null = null;
        const told: MembershipChange[] = [];
        const fed: MembershipChange[] = [];
        for (const [i, { wait, ages, type, gpc }] of steps.entries()) {
          now += wait;
          const events = ages.map((age, j) => eventOf(`e${i}-${j}`, now - age, { type, collectedFor: BOTH }));
          const applied = applyBatch(VISITOR, profile, arrivalOf(events, { gpc }), rules, now);
          profile = applied.profile;
          told.push(...applied.changes);
          fed.push(...applied.feed);
        }
        if (profile === null) return;
        for (const { id } of audiences) {
          for (const log of [told, fed]) {
            const ops = log.filter((one) => one.audience === id).map((one) => one.op);
            expect(ops).toEqual(ops.map((_, i) => (i % 2 === 0 ? "enter" : "exit")));
          }
        }
        // A history that nothing in memory knows.
        const unseen = { ...profile, history: { ...profile.history } };
        const afresh = reevaluateAll({ ...unseen, head: { ...profile.head, standings: {} } }, rules, now);
        expect(profile.head.standings).toEqual(kept(afresh.profile).head.standings);
        const members = Object.entries(profile.head.standings).filter(([, one]) => one.enteredAt !== null);
        const inTold = audiences.filter(
          ({ id }) => told.findLast((one) => one.audience === id)?.op === "enter",
        );
        expect(inTold.map(({ id }) => id).toSorted()).toEqual(members.map(([id]) => id).toSorted());
      }),
    );
  });
});
