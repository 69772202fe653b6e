import type { CollectBody } from "../schemas/collect.ts";
import { BEACON_MAX_BYTES, COLLECT_EVENTS_MAX } from "../schemas/limits.ts";
import { currentChoice, gpc, markTold, maySend } from "./consent.ts";
import type { Entry } from "./entry.ts";
import { releaseLock, underLock } from "./lock.ts";
import { erase, persist, readStored } from "./offline-store.ts";
import { quietly } from "./page-life.ts";
import { mergeStored, queued, remove, removeAll, seal } from "./queue.ts";
import { post } from "./transport.ts";

/** Leaves room for a second batch, and for the page's own, beside the first. */
const BATCH_BYTES = 32_768;
const ENVELOPE_BYTES = 1_024;
const GATHER_MS = 2_000;
const GATHER_EVENTS = 20;
const GATHER_BYTES = 16_384;
const BACKOFF_MS = 1_000;
const BACKOFF_DOUBLINGS = 9;
const BACKOFF_MAX_MS = 3_600_000;

let isOpen = false;
let isBusy = false;
let isBackingOff = false;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Entries up to here are to go now, later ones may still gather. */
let dueKey = "";
/** The choice that is on its way, by its time. */
let flyingChoiceAt = 0;

/** The next entries that may go together, or nothing when nothing is due. */
const nextBatch = (): Entry[] | undefined => {
  const batch: Entry[] = [];
  let bytes = 0;
  for (const entry of maySend() ? queued() : []) {
    // Behind a reset that is under way, and at one with something before it, another visitor starts.
    if (entry.reset && (entry.isFlying || entry !== queued()[0])) break;
    if (entry.isFlying) continue;
    if (!batch[0] && entry.key > dueKey) break;
    seal(entry);
    const size = new Blob([JSON.stringify(entry.event)]).size;
    if (size > BEACON_MAX_BYTES - ENVELOPE_BYTES) {
      remove([entry]);
      continue;
    }
    bytes += size;
    if (batch[0] && (bytes > BATCH_BYTES || batch.length >= COLLECT_EVENTS_MAX)) break;
    batch.push(entry);
  }
  const { isUntold, at } = currentChoice();
  return batch[0] || (isUntold && flyingChoiceAt !== at) ? batch : undefined;
};

const bodyOf = (batch: Entry[]): CollectBody => {
  const { consent, at } = currentChoice();
  const body: CollectBody = { v: 1, sent_at: Date.now(), consent, events: batch.flatMap(({ event }) => event ?? []) };
  if (at) body.consent_at = at;
  if (gpc) body.gpc = true;
  if (batch[0]?.reset) body.reset = batch[0].reset;
  return body;
};

const retryIn = (leastMs: number): void => {
  // Full jitter: browsers that failed together do not come back together.
  const ms = Math.max(leastMs, Math.random() * BACKOFF_MS * 2 ** Math.min(failures++, BACKOFF_DOUBLINGS));
  isBackingOff = true;
  clearTimeout(timer);
  timer = setTimeout(retryNow, Math.min(ms, BACKOFF_MAX_MS));
};

/** True when the batch is off our hands. */
const send = async (batch: Entry[]): Promise<boolean> => {
  const { at } = currentChoice();
  flyingChoiceAt = at;
  for (const entry of batch) entry.isFlying = true;
  const waitMs = await post(JSON.stringify(bodyOf(batch)));
  if (flyingChoiceAt === at) flyingChoiceAt = 0;
  if (waitMs === undefined) {
    failures = 0;
    remove(batch);
    markTold(at);
    return true;
  }
  for (const entry of batch) entry.isFlying = false;
  save();
  retryIn(waitMs);
  return false;
};

const takeOver = quietly(mergeStored);

const sendAll = async (isAlone: boolean): Promise<void> => {
  const stored = isAlone ? await readStored() : undefined;
  if (stored && maySend()) takeOver(stored);
  for (let batch = nextBatch(); batch && (await send(batch)); ) batch = nextBatch();
  isBusy = false;
};

const makeAllDue = (): void => {
  dueKey = queued()[queued().length - 1]?.key ?? dueKey;
};

/** Sends what there is, one batch after the other. */
export const deliver = quietly((): void => {
  makeAllDue();
  if (isBackingOff) return;
  clearTimeout(timer);
  timer = undefined;
  if (!isOpen || isBusy || !(maySend() || currentChoice().isUntold)) return;
  isBusy = true;
  void underLock(sendAll);
});

export const retryNow = (): void => {
  isBackingOff = false;
  deliver();
};

/** Writes the queue to the offline store. */
export const save = (): void => {
  if (!isOpen || !maySend()) return;
  queued().forEach(seal);
  persist(queued());
};

/** Sends what there is after more has had time to gather. */
export const deliverSoon = (): void => {
  // A browser that is killed now must not take along what the network has not.
  if (isBackingOff || !navigator.onLine) save();
  if (queued().length >= GATHER_EVENTS || JSON.stringify(queued()).length > GATHER_BYTES) deliver();
  else timer ??= setTimeout(deliver, GATHER_MS);
};

/** The page may be gone the moment this returns. All unanswered events are stored too: whoever finds them repeats them. */
export const deliverNow = (): void => {
  makeAllDue();
  releaseLock();
  if (isOpen && !isBackingOff) for (let batch = nextBatch(); batch; batch = nextBatch()) void send(batch);
  save();
};

/** Withdrawn or refused: what was not sent is not sent any more. */
export const drop = (): void => {
  removeAll();
  erase();
};

/** From now on the choice is known. */
export const openDelivery = (): void => {
  isOpen = true;
};

export const stopDelivery = (): void => clearTimeout(timer);
