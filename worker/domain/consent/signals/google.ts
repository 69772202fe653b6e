import { ConsentState, type ConsentStamp } from "../../../../schemas/consent.ts";
import { SIGNAL_PURPOSES, type SignalReading, statesOf } from "./signal-reading.ts";

export interface ConsentModeReading extends SignalReading {
  /** What `default` denies: it holds until somebody chooses, and is nobody's choice. */
  readonly unasked: ConsentStamp;
}

const MALFORMED: ConsentModeReading = {
  states: statesOf(() => "denied"),
  fault: "malformed",
  unasked: {},
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const isState = (value: unknown): value is ConsentState =>
  ConsentState.options.some((state) => state === value);

/** The states of a command; null where it has others than there are. One that was not given has none. */
const readStates = (command: unknown = {}): ConsentStamp | null => {
  if (!isObject(command)) return null;
  const isSound = SIGNAL_PURPOSES.every(
    (purpose) => command[purpose] === undefined || isState(command[purpose]),
  );
  if (!isSound) return null;
  return statesOf((purpose) => {
    const state = command[purpose];
    return isState(state) ? state : null;
  });
};

/**
 * Google Consent Mode v2: `update` is what the visitor chose, `default` what holds until then. A default never grants more
 * than the region rule. Source: developers.google.com/tag-platform/security/guides/consent.
 */
export const readGoogle = (raw: unknown): ConsentModeReading => {
  if (!isObject(raw)) return MALFORMED;
  const [before, update] = [readStates(raw["default"]), readStates(raw["update"])];
  if (before === null || update === null) return MALFORMED;
  const unasked = statesOf((purpose) => (before[purpose] === "denied" ? "denied" : null));
  return { states: update, fault: null, unasked };
};
