import type { CollectAnswer } from "../../../../schemas/collect.ts";
import type { ArrivedSignals, SignalFault, SignalSource } from "../../../../schemas/consent-signals.ts";
import type { ConsentStamp } from "../../../../schemas/consent.ts";
import { readGoogle } from "./google.ts";
import { readGpp } from "./gpp.ts";
import type { SignalReading } from "./signal-reading.ts";
import { readTcf, type TcfFallback } from "./tcf.ts";

/** What one consent tool said, and what it comes to. */
export interface HeardSignal {
  readonly source: SignalSource;
  readonly states: ConsentStamp;
  readonly fault: SignalFault | null;
  /** The string as it came; null where there is none, or it is none that decodes. */
  readonly text: string | null;
}

/** Everything the choices of a request rest on beside themselves. */
export interface ConsentEvidence {
  readonly signals: readonly HeardSignal[];
  /** Purposes that the page's Consent Mode denies until the visitor chooses. */
  readonly unasked: ConsentStamp;
  /** When Global Privacy Control was knowingly overridden, by the sender's clock; null where it was not. */
  readonly overriddenAt: number | null;
  /** Name of the banner's file that was shown; null where none of ours was. */
  readonly notice: string | null;
}

const NOTICE_NAME = /^b-[0-9a-f]{8}\.js$/;

const heard = (source: SignalSource, text: unknown, { states, fault }: SignalReading): HeardSignal => ({
  source,
  states,
  fault,
  text: typeof text === "string" && fault !== "malformed" ? text : null,
});

const asText = (value: unknown): string => (typeof value === "string" ? value : "");

/** A time by the sender's clock; callers that say only that it was overridden mean now. */
const overriddenAt = (value: unknown, sentAt: number): number | null => {
  if (value === true) return sentAt;
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
};

/** Reads what came along with choices. Nothing is refused: what is malformed is heard as a denial. */
export const hearSignals = (
  { tcf, gpp, google, override_gpc, notice }: ArrivedSignals,
  fallback: TcfFallback,
  sentAt: number,
  now: number,
): ConsentEvidence => {
  const mode = google === undefined ? null : readGoogle(google);
  return {
    signals: [
      ...(tcf === undefined ? [] : [heard("tcf", tcf, readTcf(asText(tcf), fallback, now))]),
      ...(gpp === undefined ? [] : [heard("gpp", gpp, readGpp(asText(gpp), fallback, now))]),
      ...(mode === null ? [] : [heard("google", null, mode)]),
    ],
    unasked: mode?.unasked ?? {},
    overriddenAt: overriddenAt(override_gpc, sentAt),
    notice: typeof notice === "string" && NOTICE_NAME.test(notice) ? notice : null,
  };
};

/** The faults of signals as an answer lists them; nothing where there are none. */
export const signalFaults = (signals: readonly HeardSignal[]): Pick<CollectAnswer, "signals"> => {
  const faults = new Map(
    signals.flatMap(({ source, fault }) =>
      fault === null ? [] : [[`${source} ${fault}`, { source, fault }]],
    ),
  );
  return faults.size === 0 ? {} : { signals: [...faults.values()] };
};
