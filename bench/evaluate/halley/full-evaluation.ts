import type { AudienceSet } from "../../../worker/domain/audience/audience-set.ts";
import { Evaluation } from "../../../worker/domain/audience/evaluation.ts";
import type { Competitor } from "../peers/competitor.ts";
import type { BenchProfile } from "../population.ts";
import { subjectOf } from "./subject.ts";

/** Everything from the log anew: member or not, since when, and until when if nothing else happens. */
export const createFullEvaluation = (
  profiles: readonly BenchProfile[],
  set: AudienceSet,
  now: number,
): Competitor => {
  const subjects = profiles.map(subjectOf);
  const enteredAt = new Float64Array(profiles.length * set.audiences.length);
  const nextFlipAt = new Float64Array(profiles.length * set.audiences.length);
  return {
    name: "halley, full evaluation",
    answer: (into) => {
      let place = 0;
      for (const subject of subjects) {
        const evaluation = new Evaluation(set, subject);
        for (const audience of set.audiences) {
          const membership = evaluation.membershipOf(audience, now);
          into[place] = membership.member ? 1 : 0;
          enteredAt[place] = membership.enteredAt ?? 0;
          nextFlipAt[place++] = membership.nextFlipAt ?? Infinity;
        }
      }
    },
  };
};
