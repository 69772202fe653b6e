import type { ConsentSubscriber, SnippetVerbs } from "../schemas/snippet-settings.ts";
import { loadChunk } from "./chunk.ts";
import {
  choice,
  choose,
  consentView,
  grantedPurposes,
  isGranted,
  isRefused,
  recallChoice,
} from "./consent.ts";
import { deliver, deliverNow, deliverSoon } from "./delivery.ts";
import { erase } from "./offline-queue.ts";
import { listen, quietly, whenIdle } from "./page-life.ts";
import { catchUp, countView, followSoon } from "./page-views.ts";
import { add } from "./queue.ts";
import { endFailures } from "./retry.ts";
import { ownName, settings } from "./settings.ts";

type Call = Iterable<unknown>;
interface Halley {
  (...call: unknown[]): void;
  /** Calls that came before the script. */
  q?: Call[];
  /** The script runs on this page, and a second copy does nothing: the calls that wait until it starts. */
  v?: Call[] | undefined;
}
declare const window: { halley?: Halley; navigation?: EventTarget };

const subscribers: ConsentSubscriber[] = [];
const publish = (subscriber: ConsentSubscriber): void => quietly(subscriber)(consentView());

const track = (type: string, params?: object): void => {
  add(type, params);
  deliverSoon();
  // The visitor usually leaves right after.
  if (/^(identify|purchase)$/.test(type)) deliver();
};

/** Does what may change consent, and draws the consequences. */
const reconsider = (change: () => void): void => {
  const before = grantedPurposes();
  const chosen = choice;
  change();
  if (chosen === choice) return;
  if (isRefused() || !before.every(isGranted)) {
    // Withdrawn or refused: what was not sent is not sent any more; only that is told.
    quietly(erase)();
    // Nor does it wait for the next try of what failed before.
    endFailures();
    deliverNow();
  }
  deliver();
  subscribers.map(publish);
  checkChunk();
};

const checkChunk = (): void => loadChunk(verbs, followSoon);

/** The verbs of `halley(verb, …)`. None returns anything or throws. */
const verbs: SnippetVerbs = (settings.verbs = {
  /** `halley('track', name, params?)`: an event by its GA4 name, or an own one, with GA4's parameters. */
  track,
  /** `halley('page', params?)`: a page view the address does not show. */
  page: countView,
  /** `halley('consent', { purpose: 'granted' | 'denied', … })`: the visitor's explicit choices. */
  consent: (input) => reconsider(() => choose(input)),
  /** `halley('identify', { email?, phone? })`: who the visitor says to be. What is behind adds `consent`. */
  identify: (claim) => track("identify", claim),
  /** `halley('reset')`: what follows belongs to a new visitor, as after signing out. */
  reset() {
    deliver();
    track("");
  },
  /** `halley('flush')`: sends what waits. */
  flush: deliver,
  /** `halley('state', callback)`: calls back with a {@link ConsentView} now and at every change. */
  state(subscriber) {
    subscribers.push(subscriber);
    publish(subscriber);
  },
});
const run = quietly(([verb, ...args]: Call) =>
  (verbs as unknown as Record<string, (...args: unknown[]) => void>)[verb as string]!(...args),
);

let early: Call[] | undefined = window.halley?.q ?? [];

/**
 * First touches of storage and network are what costs: they wait until the page has time, and a prerendered page until it
 * is seen. Until then calls wait, as they do before the script arrives.
 */
const start = quietly((): void => {
  if (early && !(document as { prerendering?: boolean }).prerendering) {
    recallChoice(true);
    catchUp();
    const calls = early;
    early = undefined;
    calls.map(run);
    listen("currententrychange", followSoon, window.navigation);
    listen("storage", (event) => (event as StorageEvent).key === ownName && reconsider(recallChoice));
    listen("online", deliver);
    // A form or data layer that comes later is found when the page is complete, or when the visitor first turns to it.
    listen("load", checkChunk);
    listen("focusin", checkChunk);
    deliver();
    checkChunk();
  }
  catchUp();
});

if (!window.halley?.v) {
  window.halley = (...call) => {
    if (early) early.push(call);
    else run(call);
  };
  window.halley.v = early;
  const leave = (): void => {
    start();
    deliverNow();
  };
  const turn = (): void => (document.hidden ? leave : whenIdle)(start);
  listen("visibilitychange", turn);
  listen("prerenderingchange", turn);
  listen("pagehide", leave);
  listen("pageshow", (event) => {
    if ((event as PageTransitionEvent).persisted) {
      reconsider(recallChoice);
      countView({}, location.href, "");
    }
  });
  whenIdle(start);
}
