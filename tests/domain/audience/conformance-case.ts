import { readdirSync, readFileSync } from "node:fs";
import { AudienceDefinition } from "../../../schemas/audience.ts";
import type { Purpose } from "../../../schemas/consent.ts";
import { AudienceSettings } from "../../../schemas/site.ts";
import type { Subject, Traits } from "../../../worker/domain/audience/history.ts";
import { checkAudience } from "../../../worker/domain/audience/check.ts";
import { compareEvents, type EventFields, type StoredEvent } from "../../../worker/domain/profile-state.ts";
import { touchesOf } from "./arbitraries/histories.ts";
import type { Definitions } from "./brute-force/lags.ts";
import { noConsent, unknownTraits } from "./sample-traits.ts";

const FOLDER = new URL("../../conformance/", import.meta.url);
const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** A case counts from an arbitrary start. */
const START_MS = 1_700_000_000_000;

type Unit = keyof typeof UNITS_MS;
type Interval = readonly [from: number | null, to: number | null];

/** One case as `tests/conformance/README.md` describes it. */
interface WrittenCase {
  readonly name: string;
  readonly unit?: Unit;
  readonly definition?: object;
  readonly definitions?: Readonly<Record<string, object>>;
  readonly audience?: string;
  readonly settings?: object;
  readonly first_seen?: number;
  readonly traits?: {
    readonly known?: boolean;
    readonly country?: string;
    readonly subdivision?: string;
    readonly language?: string;
    readonly device?: Traits["device"];
    readonly account_domain?: string;
  };
  readonly consent?: Readonly<Partial<Record<Purpose, readonly Interval[]>>>;
  readonly events: readonly ({ id: string; type: string; at: number; n?: number } & EventFields)[];
  readonly member: readonly Interval[];
}

export interface ConformanceCase {
  readonly name: string;
  readonly definitions: Definitions;
  readonly audience: string;
  readonly subject: Subject;
  readonly intervals: readonly (readonly [from: number, to: number])[];
}

/** Times of a case in epoch milliseconds; null is before or after everything. */
const clockOf = (unit: Unit) => {
  const toMs = (time: number): number => START_MS + Math.round(time * UNITS_MS[unit]);
  const interval = ([from, to]: Interval): readonly [number, number] => [
    from === null ? -Infinity : toMs(from),
    to === null ? Infinity : toMs(to),
  ];
  return { toMs, interval };
};

const checked = (written: Readonly<Record<string, object>>): Map<string, AudienceDefinition> => {
  const bodies = Object.entries(written).map(([id, body]): [string, object] => [
    id,
    { v: 1, name: "Case", of: "all", ...body },
  ]);
  const parsed = new Map(bodies.map(([id, body]) => [id, AudienceDefinition.parse(body)]));
  for (const [id, body] of bodies)
    if (!checkAudience(body, id, parsed).ok) throw new Error("a conformance case was refused");
  return parsed;
};

const traitsOf = ({ traits = {}, consent = {} }: WrittenCase, clock: ReturnType<typeof clockOf>): Traits => {
  const { known = false, account_domain: accountDomain = null, ...rest } = traits;
  const granted = Object.entries(consent).map(([purpose, times]) => [purpose, times.flatMap(clock.interval)]);
  return {
    ...unknownTraits,
    ...rest,
    isContact: known,
    accountDomain,
    consent: { ...noConsent, ...Object.fromEntries(granted) },
  };
};

const readCase = (written: WrittenCase, fileUnit: Unit): ConformanceCase => {
  const clock = clockOf(written.unit ?? fileUnit);
  const events = written.events.map(({ id, type, at, n = 0, ...fields }): StoredEvent => ({
    id,
    type,
    n,
    fields,
    at: clock.toMs(at),
    digest: 0,
    collectedFor: 3,
  }));
  const log = events.toSorted(compareEvents);
  const firstSeenAt = written.first_seen === undefined ? log[0]?.at : clock.toMs(written.first_seen);
  return {
    name: written.name,
    definitions: {
      byId: checked(written.definitions ?? { asked: written.definition ?? {} }),
      settings: AudienceSettings.parse(written.settings ?? {}),
    },
    audience: written.audience ?? "asked",
    subject: {
      history: {
        log,
        folded: {},
        foldedUntil: null,
        touches: touchesOf(log, []),
        firstSeenAt: firstSeenAt ?? START_MS,
      },
      traits: traitsOf(written, clock),
    },
    intervals: written.member.map(clock.interval),
  };
};

/** The corpus, by file. */
export const conformanceCases = (): ReadonlyMap<string, readonly ConformanceCase[]> => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  const read = (file: string): { readonly unit: Unit; readonly cases: readonly WrittenCase[] } =>
    JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
  return new Map(
    files.map((file) => {
      const { unit, cases } = read(file);
      return [file, cases.map((written) => readCase(written, unit))];
    }),
  );
};
