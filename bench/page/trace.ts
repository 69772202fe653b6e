import { TELLS } from "./shop-page.ts";

/** What is read of an event of Chromium's trace; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  /** `X` for what lasts. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  /** By the clock, and by the processor: the second is left alone by whatever else the machine does. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly fileName?: string;
    readonly data?: {
      readonly url?: string;
      readonly functionName?: string;
      readonly type?: string;
      readonly documentLoaderURL?: string;
    };
  };
}

export interface Trace {
  readonly traceEvents: readonly TraceEvent[];
}

/** What happened on the main thread of a page, in its order, and the moments that matter. */
export interface MainThread {
  readonly events: readonly TraceEvent[];
  readonly firstPaintAt: number;
  /** The first sign of the click. */
  readonly clickedAt: number;
}

const CLICKS = new Set(["pointerdown", "mousedown", "click"]);
const isClick = ({ name, args }: TraceEvent): boolean =>
  name === "EventDispatch" && CLICKS.has(args?.data?.type ?? "");

/** Finds the page by its address among all that the browser did. */
export const mainThreadOf = ({ traceEvents }: Trace, pageUrl: string): MainThread => {
  const started = traceEvents.find(
    ({ name, args }) => name === "navigationStart" && args?.data?.documentLoaderURL === pageUrl,
  );
  if (started === undefined) throw new Error("the trace does not have the page");
  const events = traceEvents
    .filter(({ pid, tid, ts }) => pid === started.pid && tid === started.tid && ts >= started.ts)
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const painted = events.find(({ name }) => name === "firstContentfulPaint");
  const clicked = events.find(isClick);
  if (painted === undefined || clicked === undefined) throw new Error("the page was not painted or clicked");
  return { events, firstPaintAt: painted.ts, clickedAt: clicked.ts };
};

const SCRIPT_WORK = new Set(["EvaluateScript", "v8.compile", "v8.compileModule", "FunctionCall"]);

/** They name no script. The page has no module and no promise of its own: whoever causes them is who is measured. */
const NAMELESS_WORK = new Set(["v8.evaluateModule", "BlinkScheduler_PerformMicrotaskCheckpoint"]);

/** Whether an event is work of the scripts whose paths begin with the prefix. */
const isWorkOf = (event: TraceEvent, prefix: string | null): boolean => {
  if (NAMELESS_WORK.has(event.name)) return true;
  if (!SCRIPT_WORK.has(event.name)) return false;
  const { fileName, data } = event.args ?? {};
  if (data?.functionName === TELLS) return true;
  const url = data?.url ?? fileName;
  return (
    prefix !== null && url !== undefined && URL.canParse(url) && new URL(url).pathname.startsWith(prefix)
  );
};

/** Work that is not part of other work that counts already. */
const workOf = ({ events }: MainThread, prefix: string | null): TraceEvent[] => {
  let until = -Infinity;
  return events.filter((event) => {
    if (event.ph !== "X" || event.ts < until || !isWorkOf(event, prefix)) return false;
    until = event.ts + (event.dur ?? 0);
    return true;
  });
};

const processorMs = (events: readonly TraceEvent[]): number =>
  events.reduce((sum, { tdur, dur }) => sum + (tdur ?? dur ?? 0), 0) / 1_000;

export interface OwnTime {
  /** Milliseconds of the processor before the click, from it on, and of the longest piece of both. */
  readonly load: number;
  readonly event: number;
  readonly longest: number;
}

export const ownTime = (thread: MainThread, prefix: string | null): OwnTime => {
  const work = workOf(thread, prefix);
  const isBefore = ({ ts }: TraceEvent): boolean => ts < thread.clickedAt;
  return {
    load: processorMs(work.filter(isBefore)),
    event: processorMs(work.filter((piece) => !isBefore(piece))),
    longest: Math.max(0, ...work.map((piece) => processorMs([piece]))),
  };
};

const TASK = /(^|::)RunTask$/;
const LONG_US = 50_000;

/** Total blocking time: of each task between the first paint and the click what is beyond 50 ms, as Lighthouse counts. */
export const blockingMs = ({ events, firstPaintAt, clickedAt }: MainThread): number =>
  events.reduce((sum, { name, ph, ts, dur = 0 }) => {
    if (ph !== "X" || !TASK.test(name)) return sum;
    const within = Math.min(ts + dur, clickedAt) - Math.max(ts, firstPaintAt);
    return sum + Math.max(0, within - LONG_US);
  }, 0) / 1_000;
