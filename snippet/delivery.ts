import type { CollectBody } from "../schemas/collect.ts";
import type { EventInput } from "../schemas/event.ts";
import { COLLECT_EVENTS_MAX, HELD_EVENTS_MAX, OFFLINE_EVENTS_MAX } from "../schemas/limits.ts";
import { backOff, endBackOff, isBackingOff, resetBackOff } from "./backoff.ts";
import { isUntold, markTold, maySend, tell, tellAgain } from "./consent.ts";
import { releaseLock, underLock } from "./lock.ts";
import { discard, persist, takeOver } from "./offline-queue.ts";
import { quietly } from "./page-life.ts";
import { queue, readTitle, toText } from "./queue.ts";
import { post } from "./transport.ts";

/** At three bytes each still less than a beacon may have, and room for the page's own requests beside it. */
const BATCH_LENGTH = 20_000;
const GATHER_MS = 2_000;
const GATHER_EVENTS = 20;

/** The body before `JSON.stringify` leaves out what is undefined. */
type Draft = { [Key in keyof CollectBody]-?: CollectBody[Key] | undefined };

let isBusy = false;
let timer: ReturnType<typeof setTimeout> | undefined;
/** On their way, not answered yet. */
const flying = new Set<EventInput>();

/** The next events that may go together; empty when only a choice is to be told. */
const nextBatch = (): EventInput[] | undefined => {
  const batch: EventInput[] = [];
  let length = 0;
  for (const event of maySend() ? queue : []) {
    const isFlying = flying.has(event);
    // A new visitor starts when everything before has been answered, and then at the head of a batch.
    if (!event.type && (isFlying || event !== queue[0])) break;
    if (isFlying) continue;
    length += JSON.stringify(event).length;
    if (batch[0] && (length > BATCH_LENGTH || batch.length >= COLLECT_EVENTS_MAX)) break;
    batch.push(event);
  }
  return batch[0] || isUntold ? batch : undefined;
};

/** True when the batch is off our hands. */
const send = async (batch: EventInput[]): Promise<boolean> => {
  const wasUntold = isUntold;
  readTitle();
  for (const event of batch) flying.add(event);
  const body: Draft = {
    v: 1,
    sent_at: Date.now(),
    ...tell(),
    reset: batch.find((event) => !event.type)?.id,
    events: batch.filter((event) => event.type),
  };
  const waitMs = await post(toText(body));
  for (const event of batch) flying.delete(event);
  if (waitMs < 0) {
    resetBackOff();
    discard(batch);
    if (wasUntold) markTold();
    return true;
  }
  if (wasUntold) tellAgain();
  save();
  clearTimeout(timer);
  timer = backOff(waitMs, retryNow);
  return false;
};

const sendAll = async (isAlone: boolean): Promise<void> => {
  if (isAlone) await takeOver(maySend);
  for (let batch; (batch = nextBatch()) && (await send(batch)); );
  isBusy = false;
};

/** Sends what there is, one batch after the other. */
export const deliver = quietly((): void => {
  if (isBackingOff) return;
  timer = clearTimeout(timer) as undefined;
  if (isBusy || !(maySend() || isUntold)) return;
  isBusy = true;
  void underLock(sendAll);
});

export const retryNow = (): void => {
  endBackOff();
  deliver();
};

/** Writes the queue to the offline store. */
export const save = (): void => {
  if (maySend()) persist();
};

/** Sends what there is after more has had time to gather. */
export const deliverSoon = (): void => {
  // A lost reset would hand the events behind it to the former visitor.
  if (queue.length > (maySend() ? OFFLINE_EVENTS_MAX : HELD_EVENTS_MAX)) discard([queue.find((event) => event.type)!]);
  // A browser that is killed now must not take along what the network has not.
  if (isBackingOff || !navigator.onLine) save();
  if (queue.length >= GATHER_EVENTS) deliver();
  else timer ??= setTimeout(deliver, GATHER_MS);
};

/** The page may be gone the moment this returns. All unanswered events are stored too: whoever finds them repeats them. */
export const deliverNow = (): void => {
  releaseLock();
  if (!isBackingOff) for (let batch; (batch = nextBatch()); ) void send(batch);
  save();
};

export const stopDelivery = (): void => clearTimeout(timer);
