import type { ConsentStamp } from "../schemas/consent.ts";
import { type Chunk, load } from "./chunks.ts";
import {
  choose,
  chosenAt,
  type ConsentView,
  consentView,
  granted,
  isRefused,
  maySend,
  recallChoice,
} from "./consent.ts";
import { deliver, deliverNow, deliverSoon } from "./delivery.ts";
import { onNavigate } from "./navigation.ts";
import { erase } from "./offline-queue.ts";
import { endLife, listen, quietly, wrap } from "./page-life.ts";
import { countLanding, countView, followAddress } from "./page-views.ts";
import { add } from "./queue.ts";
import { ownName } from "./settings.ts";

/** Served names of the chunks, with the hash of their content; the build fills them in. */
declare const $FORMS: string;
declare const $DATA_LAYER: string;

type Call = Iterable<unknown>;
interface Halley {
  (...call: unknown[]): void;
  /** Calls that came before the script. */
  q?: Call[];
  /** The script runs on this page: a second copy does nothing. */
  v?: number;
}
const page = window as { halley?: Halley };

const subscribers: ((view: ConsentView) => void)[] = [];
const publish = (subscriber: (view: ConsentView) => void): void => quietly(subscriber)(consentView());

const track = (type: string, params?: object): void => {
  add(type, params);
  deliverSoon();
  // The visitor usually leaves right after.
  if (["identify", "purchase"].includes(type)) deliver();
};

/** Does what may change consent, and draws the consequences. */
const reconsider = (change: () => void): void => {
  const before = granted;
  const at = chosenAt;
  change();
  if (at === chosenAt) return;
  if (isRefused() || before.some((purpose) => !granted.includes(purpose))) {
    // Withdrawn or refused: what was not sent is not sent any more; only that is told.
    quietly(erase)();
    deliverNow();
  }
  deliver();
  subscribers.map(publish);
  checkChunks();
};

const consent = (input: ConsentStamp): void => reconsider(() => choose(input));
const begin = (chunk: Chunk): void => chunk(track, wrap, listen, consent);

/** Loads what this page has use for. Not before sending is allowed: nothing is asked of the server until then. */
const checkChunks = (): void => {
  if (!maySend()) return;
  if (document.querySelector("form[data-halley-identify]")) void load($FORMS, begin);
  if ((window as { dataLayer?: unknown }).dataLayer) void load($DATA_LAYER, begin);
};

/** The verbs of `halley(verb, …)`. None returns anything or throws. */
const verbs: Record<string, (...args: never[]) => void> = {
  /** `halley('track', name, params?)`: an event by its GA4 name, or an own one, with GA4's parameters. */
  track,
  /** `halley('page', params?)`: a page view the address does not show. */
  page: countView,
  /** `halley('consent', { purpose: 'granted' | 'denied', … })`: the visitor's explicit choices. */
  consent,
  /** `halley('identify', { email?, phone? })`: who the visitor says to be. */
  identify: (claim: object) => track("identify", claim),
  /** `halley('reset')`: what follows belongs to a new visitor, as after signing out. */
  reset() {
    deliver();
    track("");
  },
  /** `halley('state', callback)`: calls back with a {@link ConsentView} now and at every change. */
  state(subscriber: (view: ConsentView) => void) {
    subscribers.push(subscriber);
    publish(subscriber);
  },
  /** `halley('flush')`: sends what waits. */
  flush: deliver,
  /** `halley('stop')`: sends what waits, then takes everything back that was done to the page. */
  stop() {
    deliverNow();
    endLife();
  },
};
const run = quietly(([verb, ...args]: Call) => verbs[verb as string]?.(...(args as never[])));

let early: Call[] | undefined = page.halley?.q ?? [];

/**
 * First touches of storage and network are what costs: they wait until the page has time, and a prerendered page until it
 * is seen. Until then calls wait, as they do before the script arrives.
 */
const start = (): void => {
  if (early && !(document as { prerendering?: boolean }).prerendering) {
    recallChoice(true);
    countLanding();
    const calls = early;
    early = undefined;
    calls.map(run);
    onNavigate(followAddress);
    deliver();
    checkChunks();
  }
  countLanding();
};

if (!page.halley?.v) {
  page.halley = (...call) => (early ? void early.push(call) : run(call));
  page.halley.v = 1;
  const leave = (): void => {
    start();
    deliverNow();
  };
  /** Safari has no idle callbacks. */
  const startSoon = (): unknown => (window.requestIdleCallback ?? setTimeout)(quietly(start));
  const turn = (): unknown => (document.hidden ? leave() : startSoon());
  listen("visibilitychange", turn);
  listen("prerenderingchange", turn);
  listen("pagehide", leave);
  listen("pageshow", (event) => {
    if (!(event as PageTransitionEvent).persisted) return;
    reconsider(recallChoice);
    countView({}, "");
  });
  listen("storage", (event) => (event as StorageEvent).key === ownName && reconsider(recallChoice));
  listen("online", deliver);
  // A form that appears later is looked for when the visitor first turns to it.
  listen("load", checkChunks);
  listen("focusin", checkChunks);
  startSoon();
}
