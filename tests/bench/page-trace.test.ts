import { describe, expect, test } from "vitest";
import { blockingMs, mainThreadOf, ownTime, type Trace, type TraceEvent } from "../../bench/page/trace.ts";

const PAGE = "http://127.0.0.1:8080/";
const OWN = "/h/bench";

/** An event of the main thread from `ts` on, milliseconds; half of its time the processor worked. */
const lasting = (name: string, ts: number, dur: number, args: TraceEvent["args"] = {}): TraceEvent => ({
  name,
  ph: "X",
  pid: 7,
  tid: 1,
  ts: ts * 1_000,
  dur: dur * 1_000,
  tdur: dur * 500,
  args,
});
const of = (path: string): TraceEvent["args"] => ({ data: { url: new URL(path, PAGE).href } });
const call = (functionName: string, ts: number): TraceEvent =>
  lasting("FunctionCall", ts, 6, { data: { url: PAGE, functionName } });
const moment = (name: string, ts: number, data: object = {}): TraceEvent => ({
  ...lasting(name, ts, 0, { data }),
  ph: "R",
});

const traceOf = (...events: TraceEvent[]): Trace => ({
  traceEvents: [
    moment("navigationStart", 100, { documentLoaderURL: PAGE }),
    moment("firstContentfulPaint", 200),
    lasting("EventDispatch", 1_000, 10, { data: { type: "pointerdown" } }),
    ...events,
  ],
});
const timeOf = (...events: TraceEvent[]) => ownTime(mainThreadOf(traceOf(...events), PAGE), OWN);
const blockingOf = (...tasks: TraceEvent[]) => blockingMs(mainThreadOf(traceOf(...tasks), PAGE));

describe("the time of a script", () => {
  test("is what the processor worked for it, before the click and from it on", () => {
    const time = timeOf(
      lasting("EvaluateScript", 210, 8, of("/h/bench.js")),
      lasting("v8.compileModule", 300, 2, { fileName: `${PAGE}h/bench/x-0a1b2c3d.js` }),
      lasting("FunctionCall", 1_020, 6, of("/h/bench.js")),
    );
    expect(time).toEqual({ load: 5, event: 3, longest: 4 });
  });

  test("counts what is part of other work of its once", () => {
    const outer = lasting("EvaluateScript", 210, 8, of("/h/bench.js"));
    const compile = lasting("v8.compile", 210, 2, of("/h/bench.js"));
    const promises = lasting("BlinkScheduler_PerformMicrotaskCheckpoint", 217, 1);
    expect(timeOf(compile, promises, outer)).toEqual({ load: 4, event: 0, longest: 4 });
  });

  test("counts its part of what the page does, and promises and modules, which name no script", () => {
    const time = timeOf(
      lasting("FunctionCall", 210, 40, of("/")),
      lasting("FunctionCall", 220, 10, of("/h/bench.js")),
      lasting("v8.evaluateModule", 300, 4),
      lasting("BlinkScheduler_PerformMicrotaskCheckpoint", 310, 2),
    );
    expect(time).toEqual({ load: 8, event: 0, longest: 5 });
  });

  test("counts the page's call of it, and no other of the page's", () => {
    expect(timeOf(call("trackOne", 1_001), call("", 1_020))).toEqual({ load: 0, event: 3, longest: 3 });
  });

  test("has nothing of other scripts, threads, processes and pages", () => {
    const own = lasting("EvaluateScript", 210, 8, of("/h/bench.js"));
    const time = timeOf(
      lasting("EvaluateScript", 300, 8, of("/peer/other/tracker.js?u=/h/bench.js")),
      lasting("EvaluateScript", 310, 8, { data: { url: "" } }),
      { ...own, tid: 2 },
      { ...own, pid: 8 },
      { ...own, ts: 90_000 },
      lasting("Layout", 320, 8, of("/h/bench.js")),
    );
    expect(time).toEqual({ load: 0, event: 0, longest: 0 });
  });

  test("is by the clock where the processor's time is not known", () => {
    const { tdur: _, ...untimed } = lasting("EvaluateScript", 210, 8, of("/h/bench.js"));
    expect(timeOf(untimed)).toEqual({ load: 8, event: 0, longest: 8 });
  });
});

describe("total blocking time", () => {
  test("is of each task what is beyond 50 ms", () => {
    const tasks = [lasting("ThreadControllerImpl::RunTask", 300, 120), lasting("RunTask", 500, 51)];
    expect(blockingOf(...tasks)).toBe(71);
  });

  test("has nothing of a task that takes 50 ms, and nothing of what is no task", () => {
    expect(blockingOf(lasting("RunTask", 300, 50), lasting("FunctionCall", 400, 120))).toBe(0);
  });

  test("counts of a task only what is between the first paint and the click", () => {
    // 150 to 270 is 70 ms after the paint at 200, 940 to 1,100 is 60 ms before the click at 1,000.
    expect(blockingOf(lasting("RunTask", 150, 120), lasting("RunTask", 940, 160))).toBe(30);
    expect(blockingOf(lasting("RunTask", 110, 80), lasting("RunTask", 1_010, 120))).toBe(0);
  });
});

describe("a trace", () => {
  test("without the page is refused", () => {
    expect(() => mainThreadOf(traceOf(), "http://127.0.0.1:9090/")).toThrow("does not have the page");
  });

  test("of a page that was never clicked is refused", () => {
    const { traceEvents } = traceOf();
    expect(() => mainThreadOf({ traceEvents: traceEvents.slice(0, 2) }, PAGE)).toThrow("painted or clicked");
  });
});
