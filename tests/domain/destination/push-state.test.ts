import { describe, expect, test } from "vitest";
import type { DestinationSettings } from "../../../worker/domain/destination/destination-parts.ts";
import {
  keysWithout,
  type PushState,
  reportOf,
  summaryOf,
  unitedKeys,
} from "../../../worker/domain/destination/push-state.ts";

const LIVE: DestinationSettings = {
  kind: "webhook",
  audiences: [],
  url: "https://crm.example/",
  status: "live",
};
const PAUSED: DestinationSettings = { ...LIVE, status: "paused" };

const stateOf = (rest: Partial<PushState> = {}): PushState => ({
  destination: "list",
  ours: 0,
  accepted: 0,
  waitingAdditions: 0,
  waitingRemovals: 0,
  rejected: 0,
  rejectedFor: null,
  isHeld: false,
  reason: null,
  failingSince: null,
  retryAt: null,
  lastSuccessAt: null,
  matchRate: null,
  ...rest,
});

const FAILING = stateOf({ failingSince: 5, retryAt: 9, reason: "rate_limited" });
const HELD = stateOf({ isHeld: true, waitingAdditions: 1 });

describe("a destination", () => {
  test.each<[string, PushState[], DestinationSettings, string, string | null]>([
    ["no shard knows anything", [], LIVE, "idle", null],
    ["nothing waits", [stateOf(), stateOf({ accepted: 3, ours: 3 })], LIVE, "idle", null],
    ["something is to be added", [stateOf(), stateOf({ waitingAdditions: 1 })], LIVE, "pushing", null],
    ["something is to be removed", [stateOf({ waitingRemovals: 1 })], LIVE, "pushing", null],
    ["one shard holds members back", [stateOf(), HELD], LIVE, "held", "audience_too_small"],
    ["a shard without members would hold them back", [stateOf({ isHeld: true })], LIVE, "idle", null],
    ["it is paused", [stateOf({ waitingAdditions: 1 })], PAUSED, "paused", null],
    ["one shard fails", [HELD, FAILING], LIVE, "failing", "rate_limited"],
    ["one shard fails while it is paused", [FAILING], PAUSED, "failing", "rate_limited"],
  ])("where %s stands like this", (_, states, settings, status, reason) => {
    expect(summaryOf(states, settings)).toMatchObject({ status, reason });
  });

  test("fails since the first shard does, and is tried again when the first one is", () => {
    const later = stateOf({ failingSince: 7, retryAt: 8, reason: "rate_limited" });
    expect(summaryOf([FAILING, later, stateOf()], LIVE)).toMatchObject({ since: 5, retry_at: 8 });
  });

  test("is reported as the sum of its shards", () => {
    const one = stateOf({ ours: 3, accepted: 2, waitingAdditions: 1, rejected: 1, lastSuccessAt: 4 });
    const other = stateOf({
      ours: 5,
      accepted: 6,
      waitingRemovals: 1,
      rejected: 2,
      rejectedFor: "no_consent",
      lastSuccessAt: 6,
      matchRate: "41_to_50",
    });
    expect(reportOf([one, other, stateOf()], LIVE)).toEqual({
      status: "pushing",
      reason: null,
      since: null,
      retry_at: null,
      ours: 8,
      accepted: 8,
      rejected: 3,
      rejected_for: "no_consent",
      waiting: { additions: 1, removals: 1 },
      last_success_at: 6,
      match_rate: "41_to_50",
    });
  });
});

test("keys are united and taken away kind by kind", () => {
  const a = { emails: ["x", "y"], phones: ["1"], ids: [] };
  const b = { emails: ["y"], phones: ["x"], ids: ["7"] };
  expect(unitedKeys(a, b)).toEqual({ emails: ["x", "y"], phones: ["1", "x"], ids: ["7"] });
  expect(keysWithout(a, b)).toEqual({ emails: ["x"], phones: ["1"], ids: [] });
});
