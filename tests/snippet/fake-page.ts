import { createContext, runInContext } from "node:vm";
import { vi } from "vitest";
import type { CollectBody } from "../../schemas/collect.ts";
import { DAY_MS } from "../../schemas/limits.ts";
import type { SnippetSettings } from "../../schemas/snippet-settings.ts";
import { buildSnippet, SETTINGS_NAME, wrapSnippet } from "../../scripts/build-snippet.ts";

const { core } = await buildSnippet();

export const OPT_OUT: SnippetSettings = {
  site: "demo",
  granted: ["analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"],
  gpc: true,
  hear: { tcf: "deny", google: "hear", region: "", gpc: false },
  ask: false,
  reask_ms: 180 * DAY_MS,
};
export const OPT_IN: SnippetSettings = { ...OPT_OUT, granted: [], ask: true };

export interface Answer {
  status: number;
  retryAfter?: string;
}

export interface FakePage {
  /** The page's global. */
  halley: (...call: unknown[]) => unknown;
  /** What left the page, and when. */
  sent: { at: number; url: string; body: CollectBody }[];
  /**
   * How the collector answers from now on; an error is a broken network, or a blocker when `fetch` throws it in the same
   * breath, a promise one that takes its time.
   */
  answerWith: (answer: Answer | Error | Promise<Answer>, isSync?: boolean) => void;
  /** What the core shares with what is behind it. */
  settings: SnippetSettings;
  /** `localStorage`. */
  items: Record<string, string>;
  /** Names of the costly things that were touched. */
  touched: string[];
  emit: (type: string, properties?: object) => void;
  /** Lets the browser be idle: the snippet starts. */
  becomeIdle: () => Promise<void>;
}

interface PageOptions {
  settings?: SnippetSettings;
  /** Value of `Math.random`. */
  random?: number;
  scriptSrc?: string | null;
  items?: Record<string, string>;
  halley?: unknown;
  href?: string;
  title?: string;
  /** Whether a form that opted in stands in the page. */
  hasForm?: boolean;
  crypto?: object;
}

/** The third argument may be a number in compiled code: browsers take it for a boolean, Node does not. */
class BrowserTarget extends EventTarget {
  override addEventListener(type: string, listener: EventListener, isCapturing?: unknown): void {
    super.addEventListener(type, listener, !!isCapturing);
  }
}

/** A window with just what the snippet uses, handed to it as its global. Timers and clock are the test's. */
export const openPage = (options: PageOptions = {}): FakePage => {
  const {
    settings = OPT_OUT,
    random = 0.5,
    scriptSrc = "https://shop.example/h/demo.js?v=1",
    items = {},
    href = "https://shop.example/",
    title = "Shop",
    hasForm = false,
  } = options;
  const target = new BrowserTarget();
  const sent: FakePage["sent"] = [];
  const touched: string[] = [];
  const idle: (() => void)[] = [];
  let answer: Answer | Error | Promise<Answer> = { status: 200 };
  let isSync = false;

  const fetch = (url: string, init: { body: string }): Promise<unknown> => {
    if (isSync && answer instanceof Error) throw answer;
    return fetchLater(url, init);
  };
  const fetchLater = async (url: string, { body }: { body: string }): Promise<unknown> => {
    touched.push("fetch");
    sent.push({ at: Date.now(), url, body: JSON.parse(body) as CollectBody });
    if (answer instanceof Error) throw answer;
    const { status, retryAfter } = await answer;
    return { status, headers: new Headers(retryAfter === undefined ? {} : { "retry-after": retryAfter }) };
  };

  const own = {
    Blob,
    Date,
    setTimeout: (run: (argument: unknown) => void, ms?: number, argument?: unknown) =>
      setTimeout(() => run(argument), ms),
    clearTimeout: (timer: number) => clearTimeout(timer),
    addEventListener: target.addEventListener.bind(target),
    requestIdleCallback: (run: () => void) => idle.push(run),
    crypto: options.crypto ?? crypto,
    document: {
      currentScript: scriptSrc === null ? null : { src: scriptSrc },
      hidden: false,
      title,
      referrer: "",
      querySelector: () => {
        touched.push("querySelector");
        return hasForm ? {} : null;
      },
    },
    fetch,
    halley: options.halley,
    history: {},
    location: { href },
    navigation: new BrowserTarget(),
    navigator: { onLine: true },
    get localStorage() {
      touched.push("localStorage");
      return items;
    },
    get indexedDB() {
      touched.push("indexedDB");
      throw new DOMException("none", "SecurityError");
    },
  };
  const window: Record<string, unknown> = Object.defineProperties({}, Object.getOwnPropertyDescriptors(own));
  window.window = window;
  createContext(window);
  runInContext(`Math.random = () => ${random}`, window);
  runInContext(wrapSnippet(JSON.stringify(settings), `globalThis.shared=${SETTINGS_NAME};${core}`), window);

  return {
    halley: (...call) => (window.halley as FakePage["halley"])(...call),
    sent,
    settings: window["shared"] as SnippetSettings,
    items,
    touched,
    answerWith: (next, throwsAtOnce = false) => {
      answer = next;
      isSync = throwsAtOnce;
    },
    emit: (type, properties = {}) => void target.dispatchEvent(Object.assign(new Event(type), properties)),
    becomeIdle: async () => {
      for (const run of idle.splice(0)) run();
      await vi.advanceTimersByTimeAsync(0);
    },
  };
};

/** Types of the events of every beacon. */
export const typesOf = ({ sent }: FakePage): string[][] =>
  sent.map(({ body }) => body.events.map(({ type }) => type));
