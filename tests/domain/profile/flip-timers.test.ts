import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FlipTimers, rearmed, timersAfter } from "../../../worker/domain/profile/flip-timers.ts";

describe("a timer", () => {
  test.each<[what: string, timers: FlipTimers, flipAt: number, then: FlipTimers, rows: object]>([
    ["is armed where there is none", [], 5, [5], { arm: 5, disarm: null }],
    ["that is early enough stays alone", [3], 5, [3], { arm: null, disarm: null }],
    ["that is in time stays alone", [5], 5, [5], { arm: null, disarm: null }],
    ["that is too late stays beside an earlier one", [9], 5, [5, 9], { arm: 5, disarm: null }],
    ["between the two is moved", [7, 9], 5, [5, 9], { arm: 5, disarm: 7 }],
  ])("%s", (_, timers, flipAt, then, rows) => {
    expect(rearmed(timers, flipAt)).toEqual({ timers: then, ...rows });
  });

  test.each<[what: string, timers: FlipTimers, due: number, left: FlipTimers | null]>([
    ["is gone when it fired", [5], 5, []],
    ["leaves the later one", [5, 9], 5, [9]],
    ["that failed and comes late is gone too", [5, 9], 6, [9]],
    ["that comes after both takes both", [5, 9], 12, []],
    ["that is nobody's leaves all", [5, 9], 4, null],
    ["of a profile without any leaves none", [], 4, null],
  ])("%s", (_, timers, due, left) => {
    expect(timersAfter(timers, due)).toEqual(left);
  });
});

/** The rows of a profile's timers, as a shard keeps them. */
class Rows {
  readonly armed = new Set<number>();
  timers: FlipTimers = [];
  written = 0;

  need(flipAt: number): void {
    const { timers, arm, disarm } = rearmed(this.timers, flipAt);
    if (disarm !== null) this.#write(() => this.armed.delete(disarm));
    if (arm !== null) this.#write(() => this.armed.add(arm));
    this.timers = timers;
  }

  /** Fires what is due first; returns whether the profile was looked at. */
  fire(): boolean {
    const due = Math.min(...this.armed);
    this.#write(() => this.armed.delete(due));
    const left = timersAfter(this.timers, due);
    this.timers = left ?? this.timers;
    return left !== null;
  }

  #write(change: () => unknown): void {
    change();
    this.written += 1;
  }
}

test("whatever flips when, the profile knows its timers, and one of them is in time", () => {
  const step = fc.oneof(fc.record({ flipAt: fc.nat({ max: 50 }) }), fc.constant("fire" as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const rows = new Rows();
      for (const one of steps) {
        if (one !== "fire") {
          rows.need(one.flipAt);
          expect(Math.min(...rows.armed)).toBeLessThanOrEqual(one.flipAt);
        } else if (rows.armed.size > 0) expect(rows.fire()).toBe(true);
        expect([...rows.armed].toSorted((a, b) => a - b)).toEqual(rows.timers);
        expect(rows.timers.length).toBeLessThanOrEqual(2);
      }
    }),
  );
});

test("visits that end within the time of a far timer write two rows each instead of four", () => {
  const rows = new Rows();
  rows.need(1_000);
  for (const at of [10, 20, 30]) {
    rows.need(at);
    rows.fire();
    rows.need(1_000 + at);
  }
  expect(rows.written).toBe(1 + 3 * 2);
});
