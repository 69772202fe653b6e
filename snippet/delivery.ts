import type { CollectBody } from "../schemas/collect.ts";
import type { EventInput } from "../schemas/event.ts";
import { COLLECT_EVENTS_MAX, HELD_EVENTS_MAX, OFFLINE_EVENTS_MAX } from "../schemas/limits.ts";
import { endFailures, failures, nextWait } from "./backoff.ts";
import { isUntold, maySend, remember, setUntold, stamp } from "./consent.ts";
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
/** So many at the head of the queue are on their way. */
let flying = 0;

/** The next events that may go together; empty when only a choice is to be told. */
const nextBatch = (): EventInput[] | undefined => {
  const batch: EventInput[] = [];
  let length = 0;
  for (const event of maySend() ? queue.slice(flying) : []) {
    length += JSON.stringify(event).length;
    // A new visitor starts when everything before has been answered, and then at the head of a batch.
    if (!event.type && event !== queue[0]) break;
    if (batch[0] && (length > BATCH_LENGTH || batch.length >= COLLECT_EVENTS_MAX)) break;
    batch.push(event);
  }
  return batch[0] || isUntold ? batch : undefined;
};

/** True when the batch is off our hands. */
const send = async (batch: EventInput[]): Promise<boolean> => {
  const wasUntold = isUntold;
  setUntold(false);
  flying += batch.length;
  readTitle();
  const body: Draft = {
    v: 1,
    sent_at: Date.now(),
    ...stamp(),
    reset: batch.filter((event) => !event.type)[0]?.id,
    events: batch.filter((event) => event.type),
  };
  const waitMs = await post(toText(body));
  // Where more was under way, it may go twice; the server knows events by their ids.
  flying = 0;
  if (waitMs < 0) {
    endFailures();
    discard(batch);
    if (wasUntold) remember();
    return true;
  }
  setUntold(wasUntold || isUntold);
  clearTimeout(timer);
  timer = setTimeout(deliver, nextWait(waitMs), true);
  persist();
  return false;
};

const sendAll = async (isAlone: boolean): Promise<void> => {
  if (isAlone) await takeOver();
  for (let batch; (batch = nextBatch()) && (await send(batch)); );
  isBusy = false;
};

/** Sends what there is, one batch after the other. */
export const deliver = quietly((isRetry?: unknown): void => {
  if (failures && !isRetry) return;
  timer = clearTimeout(timer) as undefined;
  if (isBusy || !(maySend() || isUntold)) return;
  isBusy = true;
  void underLock(sendAll);
});

/** Sends what there is after more has had time to gather. */
export const deliverSoon = (): void => {
  // A lost reset would hand the events behind it to the former visitor.
  if (queue.length > (maySend() ? OFFLINE_EVENTS_MAX : HELD_EVENTS_MAX)) discard([queue.filter((event) => event.type)[0]!]);
  // A browser that is killed now must not take along what the network has not.
  if (failures || !navigator.onLine) persist();
  if (queue.length >= GATHER_EVENTS) deliver();
  else timer ??= setTimeout(deliver, GATHER_MS);
};

/** The page may be gone the moment this returns. All unanswered events are stored too: whoever finds them repeats them. */
export const deliverNow = (): void => {
  releaseLock();
  if (!failures) for (let batch; (batch = nextBatch()); ) void send(batch);
  persist();
};
