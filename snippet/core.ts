import { type ChunkApi, loadChunks } from "./chunks.ts";
import {
  choiceKey,
  choose,
  type ConsentView,
  consentView,
  currentChoice,
  grantedStorage,
  isGranted,
  isRefused,
  recallChoice,
} from "./consent.ts";
import { deliver, deliverNow, deliverSoon, drop, openDelivery, retryNow, save, stopDelivery } from "./delivery.ts";
import { isHidden, isPrerendering, listen, quietly, signal, stopListening, whenIdle } from "./page-life.ts";
import { countView, watchViews } from "./page-views.ts";
import { addEvent, addReset } from "./queue.ts";

interface Halley {
  (...call: [verb?: string, ...args: unknown[]]): void;
  /** Calls that came before the script. */
  q?: Iterable<Iterable<unknown>>;
  /** The script runs on this page: a second copy does nothing. */
  v?: number;
}
const page = window as { halley?: Halley };

/** What usually comes right before the visitor leaves, and must not be lost. */
const PRECIOUS = ["identify", "purchase"];

const subscribers: ((view: ConsentView) => void)[] = [];
const earlyChoices: unknown[] = [];
let isStarted = false;

const track = (type: string, params?: object): void => {
  addEvent(type, params, location.href);
  if (PRECIOUS.includes(type)) {
    save();
    deliver();
  } else deliverSoon();
};

const consent = (input: unknown): void => {
  const before = grantedStorage();
  if (!isStarted) earlyChoices.push(input);
  else if (choose(input)) followChoice(before);
};

const chunkApi: ChunkApi = { track, consent, signal };

const publish = (subscriber: (view: ConsentView) => void): void => quietly(subscriber)(consentView());

const followChoice = (before: ReturnType<typeof grantedStorage>): void => {
  if (isRefused() || !before.every(isGranted)) {
    drop();
    deliverNow();
  }
  deliver();
  subscribers.forEach(publish);
  loadChunks(chunkApi);
};

/** Another tab chose, or did so while this page was in the back/forward cache. */
const adoptChoice = (): void => {
  const { at } = currentChoice();
  const before = grantedStorage();
  recallChoice();
  if (currentChoice().at !== at) followChoice(before);
};

/** First touches of storage and network are what costs; they wait until the page has time. */
const start = (): void => {
  if (isStarted || isPrerendering()) return;
  recallChoice();
  const before = grantedStorage();
  earlyChoices.forEach(choose);
  isStarted = true;
  openDelivery();
  followChoice(before);
};

/** The verbs of `halley(verb, …)`. None returns anything or throws. */
const verbs: Record<string, (...args: never[]) => void> = {
  /** `halley('track', name, params?)`: an event by its GA4 name, or an own one, with GA4's parameters. */
  track,
  /** `halley('page', params?)`: a page view the address does not show. */
  page(params?: object) {
    countView(params);
    deliverSoon();
  },
  /** `halley('consent', { purpose: 'granted' | 'denied', … })`: the visitor's explicit choices. */
  consent,
  /** `halley('identify', { email?, phone? })`: who the visitor says to be. */
  identify: (claim: object) => track("identify", claim),
  /** `halley('reset')`: what follows belongs to a new visitor, as after signing out. */
  reset() {
    deliver();
    addReset();
    deliverSoon();
  },
  /** `halley('state', callback)`: calls back with a {@link ConsentView} now and at every change. */
  state(subscriber: (view: ConsentView) => void) {
    subscribers.push(subscriber);
    if (isStarted) publish(subscriber);
  },
  /** `halley('flush')`: sends what waits. */
  flush: deliver,
  /** `halley('stop')`: sends what waits, then takes everything back that was done to the page. */
  stop() {
    deliverNow();
    stopDelivery();
    stopListening();
    delete page.halley!.v;
  },
};

const leave = (): void => {
  start();
  deliverNow();
};

const checkChunks = (): void => whenIdle(() => isStarted && loadChunks(chunkApi));

if (!page.halley?.v) {
  const early = page.halley?.q;
  const halley: Halley = quietly((verb = "", ...args) => verbs[verb]?.(...(args as never[])));
  halley.v = 1;
  page.halley = halley;
  watchViews();
  for (const call of early ?? []) halley(...(call as [string]));

  listen(document, "visibilitychange", () => (isHidden() ? leave() : deliver()));
  listen(window, "pagehide", leave);
  listen(window, "pageshow", (event) => (event as PageTransitionEvent).persisted && adoptChoice());
  listen(window, "storage", (event) => (event as StorageEvent).key === choiceKey && adoptChoice());
  listen(window, "online", retryNow);
  listen(document, "prerenderingchange", () => whenIdle(start));
  listen(document, "DOMContentLoaded", checkChunks);
  listen(window, "load", checkChunks);
  whenIdle(start);
}
