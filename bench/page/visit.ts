import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, CDPSession } from "playwright-core";
import type { PageServer } from "./page-server.ts";
import { BUTTON } from "./shop-page.ts";
import type { Subject } from "./subjects.ts";
import type { Trace } from "./trace.ts";
import type { Exchange } from "./traffic.ts";

const CATEGORIES = ["toplevel", "v8", "devtools.timeline", "blink.user_timing", "loading"];

export interface Visit {
  readonly trace: Trace;
  readonly exchanges: readonly Exchange[];
  /** When the click went off, milliseconds since the epoch. */
  readonly clickedAt: number;
  /** Of the largest paint and of the click, ms. */
  readonly lcp: number;
  readonly inp: number;
}

export interface Pace {
  /** Times that the processor is slower. */
  readonly slowdown: number;
  /** Between the page's load event and the click, and after it. */
  readonly settleMs: number;
  readonly afterMs: number;
}

/** As the mouse does it: nothing is run in the page for it. */
const click = async (cdp: CDPSession): Promise<number> => {
  const at = { ...BUTTON, button: "left", clickCount: 1 } as const;
  const clickedAt = Date.now();
  await cdp.send("Input.dispatchMouseEvent", { ...at, type: "mousePressed" });
  await cdp.send("Input.dispatchMouseEvent", { ...at, type: "mouseReleased" });
  return clickedAt;
};

/** One visit of somebody new: the page is loaded, left alone, clicked on once, and left alone again. */
export const visit = async (
  browser: Browser,
  server: PageServer,
  subject: Subject,
  { slowdown, settleMs, afterMs }: Pace,
): Promise<Visit> => {
  server.serve(subject);
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
  try {
    const page = await context.newPage();
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    const cdp = await context.newCDPSession(page);
    await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await browser.startTracing(page, { categories: CATEGORIES });
    await page.goto(`${server.origin}/`);
    await sleep(settleMs);
    const clickedAt = await click(cdp);
    await sleep(afterMs);
    const trace = JSON.parse((await browser.stopTracing()).toString()) as Trace;
    const refused = server.exchanges().find(({ status }) => status >= 400);
    if (refused !== undefined) throw new Error(`${refused.path} was answered ${refused.status}`);
    const { lcp, inp } = await page.evaluate<{ lcp: number; inp: number }>("vitals");
    if (errors[0] !== undefined) throw new Error(`${subject.name} fails on the page`, { cause: errors[0] });
    return { trace, exchanges: server.exchanges(), clickedAt, lcp, inp };
  } finally {
    await context.close();
  }
};
