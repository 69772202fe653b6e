import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compileAudience } from "../../../worker/domain/audience/compile.ts";
import { evaluateMembership, membershipIntervals } from "../../../worker/domain/audience/evaluate.ts";
import { compareEvents, type StoredEvent } from "../../../worker/domain/profile-state.ts";
import { arrivals, definitions, histories, HORIZON_MS, moments } from "./arbitraries.ts";
import { candidateInstants, isMemberAt } from "./brute-force.ts";
import { foldOldest } from "./sample.ts";

const compile = (definition: Parameters<typeof compileAudience>[2]) =>
  compileAudience("sample", 1, definition);

/** As a profile does with beacons that come in any order. */
const insertOneByOne = (events: readonly StoredEvent[]): StoredEvent[] => {
  const log: StoredEvent[] = [];
  for (const event of events) {
    const index = log.findIndex((other) => compareEvents(other, event) > 0);
    log.splice(index === -1 ? log.length : index, 0, event);
  }
  return log;
};

test("membership, its next flip and its entry are what brute force finds", () => {
  fc.assert(
    fc.property(definitions, histories, moments, (definition, history, now) => {
      const isMember = (t: number) => isMemberAt(definition, history, t);
      const member = isMember(now);
      const flip = candidateInstants(history, now + 1, HORIZON_MS).find((t) => isMember(t) !== member);
      const before = candidateInstants(history, 0, now).findLast((t) => isMember(t) && !isMember(t - 1));
      const found = evaluateMembership(compile(definition), history, now);
      expect(found).toEqual({
        member,
        enteredAt: member ? Math.max(before ?? Number.NaN, history.firstSeenAt) : null,
        nextFlipAt: flip ?? null,
        truncated: false,
      });
      if (found.nextFlipAt === null) return;
      expect(isMember(found.nextFlipAt - 1)).toBe(member);
      expect(isMember(found.nextFlipAt)).toBe(!member);
    }),
    { numRuns: 3_000 },
  );
});

test("the whole timeline says the same as asking at each moment", () => {
  fc.assert(
    fc.property(definitions, histories, moments, (definition, history, now) => {
      const intervals = membershipIntervals(compile(definition), history);
      const edges = intervals.flat();
      expect(edges).toEqual([...new Set(edges)].toSorted((a, b) => a - b));
      expect(intervals.some(([from, to]) => from <= now && now < to)).toBe(
        isMemberAt(definition, history, now),
      );
    }),
    { numRuns: 500 },
  );
});

test("arrival order and batch boundaries do not matter", () => {
  const order = fc.infiniteStream(fc.nat());
  fc.assert(
    fc.property(definitions, arrivals, order, moments, (definition, events, random, now) => {
      const shuffled = events
        .map((event) => ({ event, place: random.next().value }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ event }) => event);
      const evaluate = (log: StoredEvent[]) =>
        evaluateMembership(compile(definition), { log, folded: {}, foldedUntil: null, firstSeenAt: 0 }, now);
      expect(evaluate(insertOneByOne(shuffled))).toEqual(evaluate(events.toSorted(compareEvents)));
    }),
    { numRuns: 500 },
  );
});

test("what happens later changes nothing now", () => {
  fc.assert(
    fc.property(definitions, histories, moments, (definition, history, now) => {
      const known = { ...history, firstSeenAt: 0, log: history.log.filter(({ at }) => at <= now) };
      const audience = compile(definition);
      const { member, enteredAt } = evaluateMembership(audience, { ...history, firstSeenAt: 0 }, now);
      expect(evaluateMembership(audience, known, now)).toMatchObject({ member, enteredAt });
    }),
    { numRuns: 500 },
  );
});

test("an answer that folding changed is always marked truncated", () => {
  fc.assert(
    fc.property(
      definitions,
      histories,
      fc.integer({ min: 1, max: 9 }),
      moments,
      (definition, history, count, later) => {
        const folded = foldOldest(history, count);
        const now = Math.max(later, folded.foldedUntil ?? 0);
        const audience = compile(definition);
        const { member, nextFlipAt } = evaluateMembership(audience, history, now);
        const found = evaluateMembership(audience, folded, now);
        if (!found.truncated) expect(found).toMatchObject({ member, nextFlipAt });
      },
    ),
    { numRuns: 2_000 },
  );
});
