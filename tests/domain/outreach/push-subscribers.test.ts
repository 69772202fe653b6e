import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PUSH_SUBSCRIBERS_MAX } from "../../../schemas/limits-outreach.ts";
import {
  keepSubscriber,
  NO_OUTREACH,
  type Outreach,
  type PushSubscriber,
  uniteOutreach,
} from "../../../worker/domain/outreach/outreach.ts";

const subscriber = (id: string, at: number): PushSubscriber => ({ id, sealed: `1.${id}.${at}`, at });

const times = (push: readonly PushSubscriber[]): number[] =>
  push.map(({ at }) => at).toSorted((a, b) => a - b);

const arbitrary = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1_000_000 })), { maxLength: 30 })
  .map((drawn): Outreach => {
    const push = drawn
      .map(([id, at]) => subscriber(`b${id}`, at))
      .reduce<readonly PushSubscriber[]>(keepSubscriber, []);
    return { ...NO_OUTREACH, push };
  });

/** So many that subscribed in the same moment. */
const pushed = (from: number, count: number): Outreach => ({
  ...NO_OUTREACH,
  push: Array.from({ length: count }, (_, index) => subscriber(`b${from + index}`, 1)),
});

describe("the browsers of a profile", () => {
  test("are each there once, as they subscribed last, and the newest of too many", () => {
    const many = Array.from({ length: PUSH_SUBSCRIBERS_MAX + 1 }, (_, at) => subscriber(`b${at}`, at));
    const kept = many.reduce<readonly PushSubscriber[]>(keepSubscriber, []);
    expect(kept).toEqual(many.slice(1));
    expect(keepSubscriber(kept, subscriber("b1", 99))).toEqual([...many.slice(2), subscriber("b1", 99)]);
  });

  test("of two that are one are the same ones again where too many came in the same moment", () => {
    const [ours, theirs] = [pushed(20, PUSH_SUBSCRIBERS_MAX - 1), pushed(10, 3)];
    const united = uniteOutreach(ours, theirs);
    expect(uniteOutreach(united, theirs).push).toEqual(united.push);
    expect(uniteOutreach(theirs, ours).push).toEqual(united.push);
  });

  test("of two that are one are the newest of both, whichever comes to which, and again changes nothing", () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (ours, theirs) => {
        const united = uniteOutreach(ours, theirs);
        expect(times(uniteOutreach(theirs, ours).push)).toEqual(times(united.push));
        expect(uniteOutreach(united, theirs).push).toEqual(united.push);
        expect(new Set(united.push.map(({ id }) => id)).size).toBe(united.push.length);
        expect(united.push.length).toBeLessThanOrEqual(PUSH_SUBSCRIBERS_MAX);
        const newest = Math.max(...[...ours.push, ...theirs.push].map(({ at }) => at));
        if (united.push.length > 0) expect(united.push.at(-1)?.at).toBe(newest);
      }),
    );
  });
});
