import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Evaluation } from "../../../worker/domain/audience/evaluation.ts";
import { definitionSets } from "./arbitraries/audiences.ts";
import { subjects } from "./arbitraries/histories.ts";
import { askings } from "./arbitraries/times.ts";
import { BruteForce } from "./brute-force/brute-force.ts";
import { foldOldest } from "./sample.ts";
import { compileAll } from "./sample-evaluation.ts";

const TIMEOUT_MS = 60_000;

interface Asking {
  readonly place: number;
  readonly besideMs: number;
}

/** At, just before or after, or well after one of the instants at which something may change. */
const momentOf = ({ place, besideMs }: Asking, instants: readonly number[]): number =>
  (instants[place % instants.length] ?? 0) + besideMs;

test(
  "membership, its entry, its next flip and its whole timeline are what brute force finds",
  () => {
    fc.assert(
      fc.property(definitionSets, subjects, askings, (definitions, subject, asking) => {
        const bruteForce = new BruteForce(definitions, subject);
        const set = compileAll(definitions);
        const evaluation = new Evaluation(set, subject);
        for (const audience of set.audiences) {
          const now = momentOf(asking, bruteForce.instantsOf(audience.id));
          const found = evaluation.membershipOf(audience, now);
          expect(found).toEqual({ ...bruteForce.membershipAt(audience.id, now), truncated: false });
          const edges = evaluation.intervalsOf(audience).flat().filter(Number.isFinite);
          expect(edges).toEqual(bruteForce.edgesOf(audience.id));
        }
      }),
      { numRuns: 8_000 },
    );
  },
  TIMEOUT_MS,
);

test(
  "brute force finds every change: between two of its instants nothing changes",
  () => {
    fc.assert(
      fc.property(definitionSets, subjects, fc.nat({ max: 999 }), (definitions, subject, share) => {
        const bruteForce = new BruteForce(definitions, subject);
        for (const id of definitions.byId.keys()) {
          const instants = bruteForce.instantsOf(id);
          for (const [index, from] of instants.entries()) {
            const to = instants[index + 1] ?? from + 1_000_000_000;
            for (const between of [to - 1, from + Math.floor(((to - from) * share) / 1_000)])
              expect(bruteForce.isMemberAt(id, between)).toBe(bruteForce.isMemberAt(id, from));
          }
        }
      }),
      { numRuns: 500 },
    );
  },
  TIMEOUT_MS,
);

test(
  "what happens later changes nothing now",
  () => {
    fc.assert(
      fc.property(definitionSets, subjects, askings, (definitions, { history, traits }, asking) => {
        const lived = { ...history, firstSeenAt: 0 };
        const set = compileAll(definitions);
        for (const audience of set.audiences) {
          const { id } = audience;
          const now = momentOf(
            asking,
            new BruteForce(definitions, { history: lived, traits }).instantsOf(id),
          );
          const known = {
            ...lived,
            log: history.log.filter(({ at }) => at <= now),
            touches: history.touches.filter(({ at }) => at <= now),
          };
          const { member, enteredAt } = new Evaluation(set, { history: lived, traits }).membershipOf(
            audience,
            now,
          );
          expect(new Evaluation(set, { history: known, traits }).membershipOf(audience, now)).toMatchObject({
            member,
            enteredAt,
          });
        }
      }),
      { numRuns: 1_000 },
    );
  },
  TIMEOUT_MS,
);

test(
  "an answer that folding changed is always marked truncated",
  () => {
    fc.assert(
      fc.property(
        definitionSets,
        subjects,
        fc.integer({ min: 1, max: 10 }),
        askings,
        (definitions, subject, count, asking) => {
          const folded = foldOldest(subject.history, count);
          const set = compileAll(definitions);
          const whole = new Evaluation(set, subject);
          const rest = new Evaluation(set, { ...subject, history: folded });
          for (const audience of set.audiences) {
            const instants = new BruteForce(definitions, subject).instantsOf(audience.id);
            const now = Math.max(momentOf(asking, instants), folded.foldedUntil ?? 0);
            const { member, nextFlipAt } = whole.membershipOf(audience, now);
            const found = rest.membershipOf(audience, now);
            if (!found.truncated) expect(found).toMatchObject({ member, nextFlipAt });
          }
        },
      ),
      { numRuns: 3_000 },
    );
  },
  TIMEOUT_MS,
);
