import type { CollectBody } from "../schemas/collect.ts";
import type { EventInput } from "../schemas/event.ts";
import { COLLECT_EVENTS_MAX, HELD_EVENTS_MAX, OFFLINE_EVENTS_MAX } from "../schemas/limits.ts";
import { endFailures, failures, nextWait } from "./backoff.ts";
import { isUntold, maySend, remember, setUntold, stamp } from "./consent.ts";
import { releaseLock, underLock } from "./lock.ts";
import { discard, persist, takeOver } from "./offline-queue.ts";
import { quietly } from "./page-life.ts";
import { queue, toText } from "./queue.ts";
import { post } from "./transport.ts";

/** At three bytes each still less than a beacon may have, and room for the page's own requests beside it. */
const BATCH_LENGTH = 20_000;
const GATHER_MS = 2_000;
/** An answer that takes longer may not come. */
const SLOW_MS = 500;
const GATHER_EVENTS = 20;

/** The body before `JSON.stringify` leaves out what is undefined. */
export type Draft = { [Key in keyof CollectBody]-?: CollectBody[Key] | undefined };

let isBusy = false;
let timer: ReturnType<typeof setTimeout> | undefined;
/** More is to go at once, not to gather. */
let isDue = false;
/** So many at the head of the queue are on their way. */
let flying = 0;

/** The next events that may go together; empty when only a choice is to be told. */
const nextBatch = (): EventInput[] | undefined => {
  const batch: EventInput[] = [];
  let length = 0;
  isDue = false;
  for (const event of maySend() ? queue.slice(flying) : []) {
    length += JSON.stringify(event).length;
    // A new visitor starts when everything before has been answered, and then at the head of a batch.
    isDue = event.type
      ? !!batch[0] && (length > BATCH_LENGTH || batch.length >= COLLECT_EVENTS_MAX)
      : event !== queue[0];
    if (isDue) break;
    batch.push(event);
  }
  return batch[0] || isUntold ? batch : undefined;
};

/** True when the batch is off our hands and more is due. */
const send = async (batch: EventInput[], isLeaving?: boolean): Promise<boolean> => {
  const wasUntold = isUntold;
  setUntold(false);
  flying += batch.length;
  const body: Draft = {
    v: 1,
    sent_at: Date.now(),
    ...stamp(),
    reset: batch.find((event) => !event.type)?.id,
    events: batch.filter((event) => event.type),
  };
  // A page that is left before the answer has no time to open a database.
  setTimeout(persist, SLOW_MS);
  const waitMs = await post(toText(body), isLeaving);
  // Where more was under way, it may go twice; the server knows events by their ids.
  flying = 0;
  if (waitMs < 0) {
    endFailures();
    discard(batch);
    if (wasUntold) remember();
    return isDue;
  }
  setUntold(wasUntold || isUntold);
  clearTimeout(timer);
  timer = setTimeout(deliver, nextWait(waitMs), true);
  return false;
};

const sendAll = async (): Promise<void> => {
  await takeOver().catch(() => {
    // The queue lives in memory.
  });
  for (let batch; (batch = nextBatch()) && (await send(batch)););
  isBusy = false;
};

/** Sends what there is, one batch after the other. */
export const deliver = quietly((isRetry?: unknown): void => {
  isDue = true;
  if (failures && !isRetry) return;
  timer = clearTimeout(timer) as undefined;
  if (isBusy || !(maySend() || isUntold)) return;
  isBusy = true;
  void underLock(sendAll);
});

/** Sends what there is after more has had time to gather. */
export const deliverSoon = (): void => {
  // A lost reset would hand the events behind it to the former visitor.
  if (queue.length > (maySend() ? OFFLINE_EVENTS_MAX : HELD_EVENTS_MAX))
    discard([queue.find((event) => event.type)!]);
  // Written ahead: a page that is left, or a browser that is killed, has no time to.
  persist();
  if (queue.length >= GATHER_EVENTS) deliver();
  else timer ??= setTimeout(deliver, GATHER_MS);
};

/** The page may be gone the moment this returns. All unanswered events are stored too: whoever finds them repeats them. */
export const deliverNow = (): void => {
  releaseLock();
  if (!failures) for (let batch; (batch = nextBatch());) void send(batch, true);
  persist();
};
