import { describe, expect, test } from "vitest";
import { DAY_MS, MINUTE_MS } from "../../../schemas/limits.ts";
import { sessionOf } from "../../../worker/domain/campaign/aim.ts";
import { exposureEvent } from "../../../worker/domain/campaign/exposure-event.ts";
import { EMPTY_LEDGER, newReservation } from "../../../worker/domain/campaign/ledger.ts";
import type { Profile } from "../../../worker/domain/profile/profile.ts";
import { applySystemEvents } from "../../../worker/domain/profile/system-events.ts";
import { isMember, standingIn } from "../../../worker/domain/profile/membership-changes.ts";
import { ADS, audienceOf, BOTH, eventOf, profileOf, rulesOf, VISITOR } from "../profile/sample.ts";

const NOW = 30 * DAY_MS;
const exposureOf = (id: string) =>
  newReservation({ campaign: "boots", creative: "a", placement: "home-hero", channel: "onsite" }, id, NOW);

test("a view and a click of one exposure are two events, each always the same", () => {
  expect(exposureEvent(exposureOf("7"), "viewable", NOW)).toEqual({
    id: "7-ad_view",
    type: "ad_view",
    at: NOW,
    n: 0,
    digest: expect.any(Number) as number,
    collectedFor: BOTH,
    fields: { promotion_id: "boots", creative_name: "a", creative_slot: "home-hero" },
  });
  expect(exposureEvent(exposureOf("7"), "clicked", NOW)).toMatchObject({
    id: "7-ad_click",
    type: "ad_click",
  });
});

const SEEN_THRICE = audienceOf("seen", { event: "ad_view", count: { gte: 3 }, within: "7d" });

const view = (profile: Profile | null, id: string, rules = rulesOf([SEEN_THRICE])) => {
  if (profile === null) throw new Error("nothing is held");
  return applySystemEvents(profile, [exposureEvent(exposureOf(id), "viewable", NOW)], rules, NOW);
};

describe("a view in the history", () => {
  const ada = profileOf(VISITOR, { log: [eventOf("a", NOW - DAY_MS)] }, { lastSeenAt: NOW - DAY_MS });

  test("lets its third bring the profile into an audience that counts three", () => {
    const second = view(view(ada, "1").profile, "2");
    expect(second.changes).toEqual([]);
    const third = view(second.profile, "3");
    expect(third.changes).toMatchObject([{ audience: "seen", op: "enter", isLive: true }]);
    expect(isMember(standingIn(third.profile?.head.standings ?? {}, "seen"))).toBe(true);
  });

  test("is there once, however often it is said", () => {
    const first = view(ada, "1");
    const again = view(first.profile, "1");
    expect(again).toMatchObject({ isChanged: false, accepted: [] });
    expect(again.profile).toBe(first.profile);
  });

  test("says nothing of when the visitor was there", () => {
    expect(view(ada, "1").profile?.head.lastSeenAt).toBe(NOW - DAY_MS);
  });

  test("is not kept where no purpose holds a history, and for ads only where only that is allowed", () => {
    const denied = rulesOf([], { mode: "opt-in" });
    expect(view(ada, "1", denied)).toMatchObject({ isChanged: false, accepted: [] });
    const forAds = rulesOf([], { mode: "opt-in", purposes: { ad_storage: "granted" } });
    expect(view(ada, "1", forAds).accepted).toMatchObject([{ collectedFor: ADS }]);
  });

  test("begins no session and carries none on", () => {
    const perSession = [{ scope: "site", limit: 1, window: "session", counts: "viewable" }] as const;
    const log = [
      eventOf("a", NOW - 50 * MINUTE_MS),
      exposureEvent(exposureOf("1"), "viewable", NOW - 25 * MINUTE_MS),
    ];
    expect(sessionOf(profileOf(VISITOR, { log }), [...perSession], NOW)).toBe(NOW);
    const active = [...log, eventOf("b", NOW - 10 * MINUTE_MS)];
    expect(sessionOf(profileOf(VISITOR, { log: active }), [...perSession], NOW)).toBe(NOW - 10 * MINUTE_MS);
  });
});

test("what was drawn some time after it was reserved carries a session on", () => {
  const perSession = [{ scope: "site", limit: 1, window: "session", counts: "rendered" }] as const;
  const reservedAt = NOW - 30 * MINUTE_MS - 20_000;
  const reserved = { ...exposureOf("1"), reservedAt };
  const sessionWith = (renderedAt: number | null): number =>
    sessionOf(
      profileOf(VISITOR, { ledger: { ...EMPTY_LEDGER, exposures: [{ ...reserved, renderedAt }] } }),
      [...perSession],
      NOW,
    );
  expect(sessionWith(reservedAt + 20_000)).toBe(reservedAt);
  expect(sessionWith(null)).toBe(NOW);
});
