import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { GatedEvents } from "../../../worker/domain/consent/gate.ts";
import { isAllErased, sinceErasure } from "../../../worker/domain/privacy/since-erasure.ts";
import type { ProfileBatch } from "../../../worker/domain/rpc.ts";

const ERASED_AT = 1_000;
const CONTACT = "c00abcdefghijklmnopqrstuv";
const VISITOR = "vx00abcdefghijklmnopqrstuv";

const batchOf = (
  profile: string,
  events: readonly (readonly [type: string, at: number])[],
): ProfileBatch => ({
  profile,
  claim: {
    identifiers: [{ kind: "email", contact: CONTACT, sealed: "x", accountDomain: null }],
    isVouched: false,
  },
  events: events.map(([type, at], index) => ({
    index,
    event: { id: `e${index}`, type, at, n: 0, digest: 0, collectedFor: 3, fields: {} },
  })) as unknown as GatedEvents,
  choices: {
    ad_storage: { state: "granted", source: "banner", at: ERASED_AT },
    analytics_storage: { state: "denied", source: "banner", at: ERASED_AT + 1 },
  },
  region: { country: "DE", subdivision: null },
  device: null,
  language: null,
  accountDomain: "shop.example",
  gpc: null,
  isOwnConsent: true,
  evidence: null,
  isShared: false,
  linkedBy: null,
  isVouched: false,
  named: [],
});

test("what was done or chosen up to the erasure is left out, at its millisecond too", () => {
  const { batch, dropped } = sinceErasure(
    batchOf(CONTACT, [
      ["page_view", ERASED_AT - 1],
      ["page_view", ERASED_AT],
      ["page_view", ERASED_AT + 1],
    ]),
    ERASED_AT,
  );
  expect(batch.events.map(({ index }) => index)).toEqual([2]);
  expect(dropped).toEqual([
    { index: 0, reason: "erased" },
    { index: 1, reason: "erased" },
  ]);
  expect(Object.keys(batch.choices)).toEqual(["analytics_storage"]);
});

describe("a claim", () => {
  test.each([
    { of: "a visitor goes with the event that made it", profile: VISITOR, at: ERASED_AT, isLeft: false },
    {
      of: "a visitor stays with a newer event that made it",
      profile: VISITOR,
      at: ERASED_AT + 1,
      isLeft: true,
    },
    { of: "a contact stays, because every event names it", profile: CONTACT, at: ERASED_AT, isLeft: true },
  ])("of $of", ({ profile, at, isLeft }) => {
    const events = [["page_view", ERASED_AT + 1] as const, ["identify", at] as const];
    const { batch } = sinceErasure(batchOf(profile, events), ERASED_AT);
    expect([batch.claim !== null, batch.accountDomain !== null]).toEqual([isLeft, isLeft]);
  });
});

test("every event is either left or dropped, once, and again changes nothing", () => {
  const times = fc.array(fc.integer({ min: ERASED_AT - 3, max: ERASED_AT + 3 }), { maxLength: 10 });
  fc.assert(
    fc.property(times, (at) => {
      const once = sinceErasure(
        batchOf(
          VISITOR,
          at.map((time) => ["page_view", time]),
        ),
        ERASED_AT,
      );
      const indexes = [...once.batch.events, ...once.dropped].map(({ index }) => index);
      expect(indexes.toSorted((a, b) => a - b)).toEqual(at.map((_, index) => index));
      expect(sinceErasure(once.batch, ERASED_AT)).toEqual({ batch: once.batch, dropped: [] });
    }),
  );
});

test("an answer is all erased only where nothing was kept, and that for this reason", () => {
  const nothing = { accepted: 0, duplicate: 0, rejected: [], dropped: [] };
  const erased = [{ index: 0, reason: "erased" as const }];
  expect(isAllErased({ ...nothing, dropped: erased })).toBe(true);
  expect(isAllErased({ ...nothing, dropped: erased, accepted: 1 })).toBe(false);
  expect(isAllErased({ ...nothing, dropped: erased, duplicate: 1 })).toBe(false);
  expect(isAllErased({ ...nothing, dropped: [{ index: 0, reason: "no_consent" }] })).toBe(false);
  expect(isAllErased(nothing)).toBe(false);
});
