import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MACHINE_BURST_MS } from "../../../schemas/limits-outreach.ts";
import { type Hit, judgedAt, judgeHits } from "../../../worker/domain/outreach/hits.ts";
import type { MessageRef } from "../../../worker/domain/outreach/message-ref.ts";

const REF: MessageRef = { message: "m-0", contact: "c", journey: "j", step: "s", medium: "email" };

const click = (url: string, at: number, message = "m-0"): Hit => ({
  ref: { ...REF, message },
  kind: "click",
  url,
  at,
  isMachine: false,
});
const open = (at: number): Hit => ({ ...click("", at), kind: "open" });

/** Which hits are machines once all time has passed, alarms ringing at each hit's time. */
const machinesIn = (hits: readonly Hit[]): string[] => {
  const times = [...new Set(hits.map(judgedAt))].toSorted((a, b) => a - b);
  let waiting: readonly Hit[] = [];
  const machines: string[] = [];
  let arrived = 0;
  const sorted = hits.toSorted((a, b) => a.at - b.at);
  for (const now of times) {
    const news = sorted.slice(arrived).filter(({ at }) => at <= now);
    arrived += news.length;
    const judged = judgeHits([...waiting, ...news], now);
    waiting = judged.waiting;
    machines.push(
      ...judged.settled.filter(({ isMachine }) => isMachine).map(({ url, at }) => `${url}@${at}`),
    );
  }
  return machines.toSorted();
};

describe("hits", () => {
  test("of two links at once are a person's, of three a machine's", () => {
    expect(machinesIn([click("a", 0), click("b", 10)])).toEqual([]);
    expect(machinesIn([click("a", 0), click("b", 10), click("c", 20)])).toEqual(["a@0", "b@10", "c@20"]);
  });

  test.each([
    [MACHINE_BURST_MS - 1, 3],
    [MACHINE_BURST_MS, 0],
    [MACHINE_BURST_MS + 1, 0],
  ])("of three links within %d ms are %d of a machine", (within, count) => {
    expect(machinesIn([click("a", 0), click("b", 1), click("c", within)])).toHaveLength(count);
  });

  test("of the same link again and again are a person's", () => {
    expect(machinesIn([click("a", 0), click("a", 10), click("a", 20), click("a", 30)])).toEqual([]);
  });

  test("of several messages are judged apart", () => {
    expect(machinesIn([click("a", 0), click("b", 1, "m-1"), click("c", 2, "m-2")])).toEqual([]);
  });

  test("of a picture loaded in a burst are a machine's, and one before it is not", () => {
    const burst = [click("a", 5_000), click("b", 5_001), click("c", 5_002)];
    expect(machinesIn([open(5_001), ...burst])).toHaveLength(4);
    expect(machinesIn([open(1_000), ...burst])).toHaveLength(3);
  });

  test("wait for what may follow, and keep their mark while they wait", () => {
    const first = judgeHits([click("a", 0), click("b", 1_000), click("c", 1_500)], 2_000);
    expect(first.settled.map(({ url, isMachine }) => [url, isMachine])).toEqual([["a", true]]);
    expect(first.waiting.map(({ url, isMachine }) => [url, isMachine])).toEqual([
      ["b", true],
      ["c", true],
    ]);
  });
});

test("judged one after the other they come to what they come to judged at once", () => {
  const hit = fc
    .tuple(
      fc.constantFrom("a", "b", "c", "d"),
      fc.nat(6).map((n) => n * 900),
    )
    .map(([url, at]) => click(url, at));
  fc.assert(
    fc.property(fc.uniqueArray(hit, { maxLength: 8, selector: ({ url, at }) => `${url}${at}` }), (hits) => {
      const isBurst = ({ at }: Hit) =>
        hits.some((start) => {
          const together = hits.filter(
            (other) => other.at >= start.at && other.at < start.at + MACHINE_BURST_MS,
          );
          const isIn = at >= start.at && at < start.at + MACHINE_BURST_MS;
          return isIn && new Set(together.map(({ url }) => url)).size >= 3;
        });
      expect(machinesIn(hits)).toEqual(
        hits
          .filter(isBurst)
          .map(({ url, at }) => `${url}@${at}`)
          .toSorted(),
      );
    }),
  );
});
