import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  PROFILE_EVENTS_MAX,
  PROFILE_EVENTS_MAX_LENGTH,
  PROFILE_SEEN_IDS_MAX,
} from "../../../schemas/limits.ts";
import { encodedLength } from "../../../worker/domain/profile/log-text.ts";
import { foldEvents, foldOldest } from "../../../worker/domain/profile/fold.ts";
import type { History } from "../../../worker/domain/profile/profile.ts";
import { compareEvents, type StoredEvent } from "../../../worker/domain/profile-state.ts";
import { ADS, ANALYTICS, EMPTY, eventOf, fewEvents, gated } from "./sample.ts";

const foldAll = (history: History, ...batches: readonly (readonly StoredEvent[])[]): History =>
  batches.reduce((known, batch) => foldEvents(known, gated(...batch)).history, history);

const manyEvents = (count: number, from = 0, rest: Partial<StoredEvent> = {}): StoredEvent[] =>
  Array.from({ length: count }, (_, i) => eventOf(`e${from + i}`, from + i, { digest: from + i, ...rest }));

/** Some order of some events, cut into batches, some of them sent again. */
const arrivals = fewEvents.chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc.shuffledSubarray(events, { minLength: events.length }),
    fc.array(fc.nat({ max: events.length }), { maxLength: 3 }),
    fc.subarray(events),
  ),
);

const cut = (events: readonly StoredEvent[], places: readonly number[]): StoredEvent[][] => {
  const edges = [0, ...places.toSorted((a, b) => a - b), events.length];
  return edges.slice(1).map((edge, i) => events.slice(edges[i], edge));
};

const ascending = (a: number, b: number): number => a - b;

/** An event of a length in the stored form. */
const fillerOf = (length: number): StoredEvent => {
  const empty = eventOf("e4", 4, { digest: 4, fields: { search_term: "" } });
  const search_term = "f".repeat(length - encodedLength(empty));
  return { ...empty, fields: { search_term } };
};

describe("a history", () => {
  test("is the same in whatever order and batches its events arrive, and however often", () => {
    fc.assert(
      fc.property(arrivals, ([events, shuffled, places, repeated]) => {
        const history = foldAll(EMPTY, ...cut(shuffled, places), repeated);
        expect(history).toEqual({ ...EMPTY, log: events.toSorted(compareEvents) });
      }),
    );
  });

  test("stays itself when a batch comes again, which counts every event as a duplicate", () => {
    fc.assert(
      fc.property(fewEvents, (events) => {
        const history = foldAll(EMPTY, events);
        const again = foldEvents(history, gated(...events));
        expect(again.history).toBe(history);
        expect(again).toMatchObject({ accepted: [], duplicate: events.length, rejected: [] });
      }),
    );
  });

  test("counts an event that is twice in one batch once", () => {
    const event = eventOf("e1", 1);
    expect(foldEvents(EMPTY, gated(event, event))).toEqual({
      history: { ...EMPTY, log: [event] },
      accepted: [event],
      duplicate: 1,
      rejected: [],
    });
  });

  test("keeps the first body of an id and rejects another with its place in the request", () => {
    const first = eventOf("e1", 1, { digest: 1 });
    const other = eventOf("e1", 9, { digest: 2 });
    const next = eventOf("e2", 2);
    const { history } = foldEvents(EMPTY, gated(first));
    expect(foldEvents(history, gated(next, other))).toEqual({
      history: { ...EMPTY, log: [first, next] },
      accepted: [next],
      duplicate: 0,
      rejected: [{ index: 1, code: "id_conflict" }],
    });
  });

  test("is not changed in place", () => {
    const history = foldAll(EMPTY, [eventOf("e1", 1)]);
    const before = JSON.stringify(history);
    foldEvents(history, gated(eventOf("e0", 0), eventOf("e2", 2)));
    expect(JSON.stringify(history)).toBe(before);
  });
});

describe("a history at its limits", () => {
  test.each([PROFILE_EVENTS_MAX - 1, PROFILE_EVENTS_MAX])("of %d events folds none", (count) => {
    const events = manyEvents(count);
    expect(foldAll(EMPTY, events)).toEqual({ ...EMPTY, log: events });
  });

  test("of one event too many folds the oldest and still knows its id", () => {
    const events = manyEvents(PROFILE_EVENTS_MAX + 1);
    const history = foldAll(EMPTY, events);
    expect(history.log).toEqual(events.slice(1));
    expect(history.folded).toEqual({ view_item: { count: 1, countForAds: 1, firstAt: 0, lastAt: 0 } });
    expect(history.foldedUntil).toBe(0);
    expect(foldEvents(history, gated(eventOf("e0", 0, { digest: 0 })))).toMatchObject({ duplicate: 1 });
    expect(foldEvents(history, gated(eventOf("e0", 0, { digest: 5 })))).toMatchObject({
      rejected: [{ index: 0, code: "id_conflict" }],
    });
  });

  test("of too many bytes folds by bytes", () => {
    const search_term = "s".repeat(PROFILE_EVENTS_MAX_LENGTH / 4 - 100);
    const big = manyEvents(5, 0, { fields: { search_term } });
    const used = big.slice(0, 4).reduce((sum, event) => sum + encodedLength(event), 0);
    const room = PROFILE_EVENTS_MAX_LENGTH - used;
    const kept = (length: number) => foldAll(EMPTY, [...big.slice(0, 4), fillerOf(length)]).log.length;
    expect([room - 1, room, room + 1].map(kept)).toEqual([5, 5, 4]);
  });

  test("tells folded events that were collected for ads from others", () => {
    const events = [
      ...manyEvents(2, 0, { collectedFor: ANALYTICS }),
      ...manyEvents(1, 2, { collectedFor: ADS }),
      ...manyEvents(PROFILE_EVENTS_MAX, 3),
    ];
    expect(foldAll(EMPTY, events).folded).toEqual({
      view_item: { count: 3, countForAds: 1, firstAt: 0, lastAt: 2 },
    });
  });

  test("comes to the same log and counters whatever arrived first", () => {
    const types = ["view_item", "purchase", "constructor"];
    const events = Array.from({ length: PROFILE_EVENTS_MAX + 30 }, (_, i) =>
      eventOf(`e${i}`, Math.floor(i / 3), { digest: i, type: types[i % 3] ?? "" }),
    );
    const expected = foldAll(EMPTY, events);
    expect(expected.log).toHaveLength(PROFILE_EVENTS_MAX);
    const orders = fc.array(fc.nat({ max: events.length }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(orders, (places) => {
        const { seen, ...history } = foldAll(EMPTY, ...cut(events, places).toReversed());
        const { seen: expectedSeen, ...rest } = expected;
        expect(history).toEqual(rest);
        expect(seen.toSorted(ascending)).toEqual(expectedSeen.toSorted(ascending));
      }),
      { numRuns: 20 },
    );
  });

  test("keeps the digests of as many folded ids as the limit, the newest", () => {
    const seen = Array.from({ length: 2 * PROFILE_SEEN_IDS_MAX }, (_, i) => i);
    const full: History = { ...EMPTY, log: manyEvents(PROFILE_EVENTS_MAX), seen };
    const after = foldAll(full, manyEvents(1, PROFILE_EVENTS_MAX));
    expect(after.seen).toHaveLength(2 * PROFILE_SEEN_IDS_MAX);
    expect(after.seen.slice(0, -2)).toEqual(seen.slice(2));
    const room: History = { ...full, seen: seen.slice(2) };
    expect(foldAll(room, manyEvents(1, PROFILE_EVENTS_MAX)).seen).toEqual([
      ...seen.slice(2),
      ...after.seen.slice(-2),
    ]);
  });

  test("that is within them is given back itself", () => {
    const history: History = { ...EMPTY, log: manyEvents(3) };
    expect(foldOldest(history)).toBe(history);
  });
});

describe("a history that forgot which events it folded", () => {
  test("refuses what may be a repeat, and takes what is newer", () => {
    const forgetful = { ...EMPTY, folded: {}, foldedUntil: 10, forgottenUntil: 10 };
    const { accepted, rejected } = foldEvents(forgetful, gated(eventOf("old", 10), eventOf("new", 11)));
    expect(accepted.map(({ id }) => id)).toEqual(["new"]);
    expect(rejected).toEqual([{ index: 0, code: "event_too_late" }]);
  });
});
