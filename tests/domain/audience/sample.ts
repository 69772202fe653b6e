import { AudienceDefinition, type Rule } from "../../../schemas/audience.ts";
import { AUDIENCE_SETTINGS_DEFAULT } from "../../../schemas/site.ts";
import type { AudienceSet } from "../../../worker/domain/audience/audience-set.ts";
import { compileAudiences } from "../../../worker/domain/audience/compile.ts";
import type { CompiledAudience } from "../../../worker/domain/audience/compiled-audience.ts";
import { Evaluation, type Membership } from "../../../worker/domain/audience/evaluation.ts";
import type { History } from "../../../worker/domain/audience/history.ts";
import {
  compareEvents,
  type EventFields,
  type FoldedEvents,
  type StoredEvent,
} from "../../../worker/domain/profile-state.ts";
import { unknownTraits } from "./sample-traits.ts";

export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export const sampleEvent = (type: string, at: number, fields: EventFields = {}, n = 0): StoredEvent => ({
  id: `${type}-${at}-${n}`,
  type,
  at,
  n,
  digest: 0,
  collectedFor: 3,
  fields,
});

/** A history without folded events whose profile was first seen with its first event. */
export const historyOf = (...events: readonly StoredEvent[]): History => {
  const log = events.toSorted(compareEvents);
  return { log, folded: {}, foldedUntil: null, firstSeenAt: log[0]?.at ?? 0, touches: [] };
};

/** The same profile after its `count` oldest events were folded away. */
export const foldOldest = (history: History, count: number): History => {
  const gone = history.log.slice(0, count);
  const folded: Record<string, FoldedEvents> = {};
  for (const { type, at } of gone) {
    const before = folded[type];
    folded[type] = { count: (before?.count ?? 0) + 1, firstAt: before?.firstAt ?? at, lastAt: at };
  }
  const foldedUntil = gone.at(-1)?.at ?? null;
  return { ...history, log: history.log.slice(count), folded, foldedUntil };
};

/** What may be said of an audience beside its rule. */
type Rest = Partial<Pick<AudienceDefinition, "exclude" | "membership" | "of">>;

export const definitionOf = (include: Rule, rest: Rest = {}): AudienceDefinition =>
  AudienceDefinition.parse({ v: 1, name: "Sample", of: "visitors", include, ...rest });

/** One audience, compiled alone. */
export interface SampleAudience {
  readonly set: AudienceSet;
  readonly audience: CompiledAudience;
}

export const audienceOf = (include: Rule, rest: Rest = {}): SampleAudience => {
  const source = { id: "sample", version: 1, changedIn: 1, definition: definitionOf(include, rest) };
  const set = compileAudiences([source], AUDIENCE_SETTINGS_DEFAULT);
  const [audience] = set.audiences;
  if (audience === undefined) throw new Error("the sample was compiled");
  return { set, audience };
};

const evaluationOf = ({ set }: SampleAudience, history: History): Evaluation =>
  new Evaluation(set, { history, traits: unknownTraits });

export const evaluateMembership = (sample: SampleAudience, history: History, now: number): Membership =>
  evaluationOf(sample, history).membershipOf(sample.audience, now);

export const membershipIntervals = (sample: SampleAudience, history: History) =>
  evaluationOf(sample, history).intervalsOf(sample.audience);
