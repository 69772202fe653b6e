import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { AudienceSet } from "../../../worker/domain/audience/audience-set.ts";
import { Evaluation } from "../../../worker/domain/audience/evaluation.ts";
import type { History, Subject } from "../../../worker/domain/audience/history.ts";
import { compareEvents, type StoredEvent } from "../../../worker/domain/profile-state.ts";
import { definitionSets } from "./arbitraries/audiences.ts";
import { arrivals, subjects, touchesOf } from "./arbitraries/histories.ts";
import { BruteForce } from "./brute-force/brute-force.ts";
import { audienceOf, foldOldest, historyOf, sampleEvent } from "./sample.ts";
import { compileAll } from "./sample-evaluation.ts";
import { unknownTraits } from "./sample-traits.ts";

const TIMEOUT_MS = 60_000;

/**
 * What was known when the first `count` events had happened. A touch comes with its event, and a profile was first seen no
 * later than its first event.
 */
const asOf = (history: History, count: number): History => {
  const later = new Set(history.log.slice(count).map(({ id }) => id));
  return {
    ...history,
    firstSeenAt: Math.min(history.firstSeenAt, history.log[0]?.at ?? Infinity),
    log: history.log.slice(0, count),
    touches: history.touches.filter(({ event }) => !later.has(event)),
  };
};

const answersOf = (evaluation: Evaluation, { audiences }: AudienceSet, now: number) =>
  audiences.map((audience) => evaluation.membershipOf(audience, now));

const laters = fc.constantFrom(0, 0, 1, 2_000, 3_600_000, 172_800_000);
/** Asked after each event, after every second, or after every third. */
const askedEvery = fc.constantFrom(1, 1, 2, 3);

test(
  "events taken in one by one give what a whole evaluation and brute force give at every step",
  () => {
    fc.assert(
      fc.property(
        definitionSets,
        subjects,
        fc.record({ alreadyThere: fc.nat({ max: 4 }), every: askedEvery, laterMs: laters }),
        (definitions, { history, traits }, { alreadyThere, every, laterMs }) => {
          const set = compileAll(definitions);
          const evaluation = new Evaluation(set, { history: asOf(history, alreadyThere), traits });
          for (const [index, event] of history.log.entries()) {
            if (index < alreadyThere) continue;
            const subject: Subject = { history: asOf(history, index + 1), traits };
            if ((index + 1) % every !== 0) {
              evaluation.advance(event, subject.history.touches);
              continue;
            }
            const before = answersOf(evaluation, set, event.at);
            const touched = evaluation.advance(event, subject.history.touches);
            const now = event.at + laterMs;
            const found = answersOf(evaluation, set, now);
            expect(found).toEqual(answersOf(new Evaluation(set, subject), set, now));
            const bruteForce = new BruteForce(definitions, subject);
            expect(found).toEqual(
              set.audiences.map(({ id }) => ({ ...bruteForce.membershipAt(id, now), truncated: false })),
            );
            const after = answersOf(evaluation, set, event.at);
            for (const audience of set.audiences)
              if (!touched.includes(audience))
                expect(after[audience.position]).toEqual(before[audience.position]);
          }
        },
      ),
      { numRuns: 4_000 },
    );
  },
  TIMEOUT_MS,
);

test(
  "events taken in one by one behind folded ones give what a whole evaluation gives",
  () => {
    fc.assert(
      fc.property(
        definitionSets,
        subjects,
        fc.integer({ min: 1, max: 5 }),
        laters,
        (definitions, { history, traits }, foldedCount, laterMs) => {
          const set = compileAll(definitions);
          const { log, ...rest } = foldOldest(asOf(history, history.log.length), foldedCount);
          const evaluation = new Evaluation(set, { history: { ...rest, log: [] }, traits });
          for (const [index, event] of log.entries()) {
            evaluation.advance(event, rest.touches);
            const now = event.at + laterMs;
            const whole = new Evaluation(set, { history: { ...rest, log: log.slice(0, index + 1) }, traits });
            expect(answersOf(evaluation, set, now)).toEqual(answersOf(whole, set, now));
          }
        },
      ),
      { numRuns: 1_000 },
    );
  },
  TIMEOUT_MS,
);

const bought = (eq: number) => ({ event: "purchase", count: { eq } });

test.each([1, 2])(
  "an event that undoes what another of the same moment did leaves the entry where it was, asked after event %i",
  (firstAskedAfter) => {
    const sample = audienceOf({ or: [bought(0), bought(2)] });
    const history = historyOf(
      sampleEvent("page_view", 0),
      sampleEvent("purchase", 1_000, {}, 1),
      sampleEvent("purchase", 1_000, {}, 2),
    );
    const evaluation = new Evaluation(sample.set, {
      history: asOf(history, firstAskedAfter),
      traits: unknownTraits,
    });
    for (const event of history.log.slice(firstAskedAfter)) {
      evaluation.membershipOf(sample.audience, event.at);
      evaluation.advance(event, []);
    }
    expect(evaluation.membershipOf(sample.audience, 1_000)).toMatchObject({ member: true, enteredAt: 0 });
  },
);

/** As a profile does: an event behind all others is taken in, another one goes to its place in the log. */
class ArrivingHistory {
  readonly #set: AudienceSet;
  #log: StoredEvent[] = [];
  evaluation: Evaluation;

  constructor(set: AudienceSet) {
    this.#set = set;
    this.evaluation = this.#fresh();
  }

  receive(batch: readonly StoredEvent[]): void {
    for (const event of batch.toSorted(compareEvents)) {
      const last = this.#log.at(-1);
      const isBehind = last === undefined || compareEvents(event, last) > 0;
      this.#log = [...this.#log, event].toSorted(compareEvents);
      if (isBehind) this.evaluation.advance(event, touchesOf(this.#log, []));
      else this.evaluation = this.#fresh();
    }
  }

  #fresh(): Evaluation {
    const history: History = {
      log: this.#log,
      folded: {},
      foldedUntil: null,
      firstSeenAt: 0,
      touches: touchesOf(this.#log, []),
    };
    return new Evaluation(this.#set, { history, traits: unknownTraits });
  }
}

test(
  "arrival order and batch boundaries do not matter",
  () => {
    fc.assert(
      fc.property(
        definitionSets,
        arrivals,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 5 }),
        (definitions, events, random, batchSize) => {
          const shuffled = events
            .map((event) => ({ event, place: random.next().value }))
            .toSorted((a, b) => a.place - b.place)
            .map(({ event }) => event);
          const set = compileAll(definitions);
          const atOnce = new ArrivingHistory(set);
          atOnce.receive(events);
          const inParts = new ArrivingHistory(set);
          for (let start = 0; start < shuffled.length; start += batchSize) {
            inParts.receive(shuffled.slice(start, start + batchSize));
            // Asked in between, so that what was worked out for a shorter log is carried on.
            answersOf(inParts.evaluation, set, 3_000);
          }
          for (const audience of set.audiences)
            expect(inParts.evaluation.intervalsOf(audience)).toEqual(atOnce.evaluation.intervalsOf(audience));
        },
      ),
      { numRuns: 1_000 },
    );
  },
  TIMEOUT_MS,
);
