import type { ConsentState, Purpose, RequestRegion } from "../../../schemas/consent.ts";
import { type Choices, PURPOSES } from "./choices.ts";
import type { ConsentEvidence, HeardSignal } from "./signals/hear.ts";

export const CONSENT_RECORD_VERSION = 1;

/**
 * What a record tells of. `given`, `refused`, `withdrawn`: all that changed went this way; `updated`: both ways;
 * `signal`: only Global Privacy Control came or went; `linked`: a browser's choices became those of a contact.
 */
export type ConsentEvent = "given" | "refused" | "withdrawn" | "updated" | "signal" | "linked";

/** Where a withdrawal takes something away. `ad_events` lost their use for ads; `exports` are removals emitted. */
export type Place =
  | "events"
  | "ad_events"
  | "counters"
  | "touches"
  | "exposures"
  | "click_ids"
  | "push_subscriptions"
  | "traits"
  | "memberships"
  | "exports"
  | "messages";

/** One place that a withdrawal cleared, and when (epoch milliseconds). */
export interface ClearedPlace {
  readonly place: Place;
  readonly removed: number;
  readonly at: number;
}

/** The proof of one change of consent; names nobody. */
export interface ConsentRecord {
  readonly version: typeof CONSENT_RECORD_VERSION;
  readonly at: number;
  readonly event: ConsentEvent;
  /** Explicit choices that stand after it; a purpose left out is unset. */
  readonly purposes: Readonly<Choices>;
  /** Purposes it changed. */
  readonly changed: readonly Purpose[];
  readonly gpc: boolean;
  /** What each consent tool said, also where a stricter one won. */
  readonly signals: readonly HeardSignal[];
  /** Name of the banner's file that was shown: it carries a hash of code, style and words. */
  readonly notice: string | null;
  /** The rule that held: its region and mode, and which of the saved sets of region rules it is of. */
  readonly rule: { readonly region: string; readonly mode: string; readonly version: number };
  readonly region: RequestRegion;
  /** What a withdrawal cleared. */
  readonly cleared: readonly ClearedPlace[];
  /** Number of the record before about the same profile in the same chain; null for the first. */
  readonly previous: number | null;
}

/** What a profile says of consent. */
export interface ConsentSide {
  readonly choices: Choices;
  readonly gpc: boolean;
}

/** A change of consent as it happened to a profile. */
export interface ConsentChange {
  readonly before: ConsentSide;
  /** The choices came with a browser that became a contact's. */
  readonly isLinked: boolean;
  /** What the choices rest on; null where they stand by themselves. */
  readonly evidence: ConsentEvidence | null;
  readonly cleared: readonly ClearedPlace[];
}

/** Under which circumstances. */
export type ConsentContext = Pick<ConsentRecord, "at" | "rule" | "region" | "cleared" | "previous">;

const stateOf = (choices: Choices, purpose: Purpose): ConsentState | "unset" =>
  choices[purpose]?.state ?? "unset";

const isSame = (before: Choices, after: Choices, purpose: Purpose): boolean =>
  stateOf(before, purpose) === stateOf(after, purpose) &&
  (before[purpose]?.overridesGpc === true) === (after[purpose]?.overridesGpc === true);

const eventOf = (before: Choices, after: Choices, changed: readonly Purpose[]): ConsentEvent => {
  if (changed.length === 0) return "signal";
  if (changed.every((purpose) => stateOf(after, purpose) === "granted")) return "given";
  if (changed.some((purpose) => stateOf(after, purpose) === "granted")) return "updated";
  return changed.some((purpose) => stateOf(before, purpose) === "granted") ? "withdrawn" : "refused";
};

/** The record of a change of consent; null where nothing of it changed: saying the same again is no change. */
export const consentRecord = (
  { before, isLinked, evidence }: ConsentChange,
  after: ConsentSide,
  context: ConsentContext,
): ConsentRecord | null => {
  const changed = PURPOSES.filter((purpose) => !isSame(before.choices, after.choices, purpose));
  if (changed.length === 0 && before.gpc === after.gpc) return null;
  return {
    version: CONSENT_RECORD_VERSION,
    event: isLinked && changed.length > 0 ? "linked" : eventOf(before.choices, after.choices, changed),
    purposes: after.choices,
    changed,
    gpc: after.gpc,
    signals: evidence?.signals ?? [],
    notice: evidence?.notice ?? null,
    ...context,
  };
};
