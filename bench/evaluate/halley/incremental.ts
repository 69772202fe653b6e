import type { AudienceSet } from "../../../worker/domain/audience/audience-set.ts";
import { createRandom } from "../../collect/random.ts";
import { collectYoung } from "../collect-young.ts";
import { type BenchEvent, type BenchProfile, eventAt } from "../population.ts";
import { WarmProfile } from "./warm-profile.ts";

/** Visitors who are there at a time: a shard keeps about as many profiles of this length in memory. */
export const PRESENT = 350;
/** Events of each before others come in their place. */
const EVENTS_EACH = 20;
/** Coprime to their number: they are visited in an order that no cache foresees. */
const STRIDE = 111;
const PAUSE_MS = 60_000;

/** Events that arrive one at a time, one for each visitor present in every sweep. */
export interface Incremental {
  /** Makes the events of the next sweep, and warm evaluations of further visitors when it is their turn. */
  prepare(): void;
  /** Takes the events in: this is what is timed. The last before others come pays for what all left to be collected. */
  run(): Arrived;
}

export interface Arrived {
  readonly events: number;
  /** Audiences that the events touched, added up. */
  readonly touched: number;
}

/** What every audience says of a profile at a time, found in another way. */
export type Reference = (profile: BenchProfile, at: number) => readonly boolean[];

interface Visitor {
  readonly profile: BenchProfile;
  readonly warm: WarmProfile;
  readonly arrived: BenchEvent[];
}

const checkAnswers = ({ profile, warm, arrived }: Visitor, reference: Reference): void => {
  const log = [...profile.log, ...arrived.map(({ stored }) => stored)];
  const documents = [...profile.documents, ...arrived.map(({ document }) => document)];
  const expected = reference({ log, documents }, log.at(-1)?.at ?? 0);
  const wrong = expected.findIndex((isMember, rule) => isMember !== warm.isMember(rule));
  if (wrong >= 0)
    throw new Error(`after arriving events the answer to rule ${wrong} is not the expected one`);
};

/** The answers of all visitors are compared with the reference when they leave. */
export const createIncremental = (
  profiles: readonly BenchProfile[],
  set: AudienceSet,
  now: number,
  reference: Reference,
): Incremental => {
  const random = createRandom(13);
  const present = Math.min(PRESENT, profiles.length);
  let visitors: Visitor[] = [];
  let arriving: readonly (readonly [WarmProfile, BenchEvent])[] = [];
  let nextProfile = 0;
  let sweep = 0;
  const letComeAndGo = (): void => {
    for (const visitor of visitors) checkAnswers(visitor, reference);
    const coming = Array.from({ length: present }, (_, n) => profiles[(nextProfile + n) % profiles.length]);
    nextProfile += present;
    visitors = coming.flatMap((profile) =>
      profile === undefined ? [] : [{ profile, warm: new WarmProfile(set, profile, now), arrived: [] }],
    );
  };
  return {
    prepare: () => {
      if (sweep % EVENTS_EACH === 0) {
        letComeAndGo();
        // What stays is moved to its final place the second time only.
        collectYoung();
        collectYoung();
      }
      const at = now + PAUSE_MS * (1 + (sweep % EVENTS_EACH));
      sweep += 1;
      arriving = Array.from({ length: present }, (_, turn) => visitors[(turn * STRIDE) % present]).flatMap(
        (visitor, turn) => {
          if (visitor === undefined) return [];
          const { profile, warm, arrived } = visitor;
          const event = eventAt(at + turn, profile.log.length + arrived.length, random);
          arrived.push(event);
          return [[warm, event] as const];
        },
      );
    },
    run: () => {
      let touched = 0;
      for (const [warm, { stored }] of arriving) touched += warm.arrive(stored);
      if (sweep % EVENTS_EACH === 0) collectYoung();
      return { events: arriving.length, touched };
    },
  };
};
