import type { CollectBody } from "../schemas/collect.ts";
import type { EventInput } from "../schemas/event.ts";
import { OFFLINE_EVENTS_MAX } from "../schemas/limits.ts";
import { choice, maySend, remember, stamp } from "./consent.ts";
import { releaseLock, underLock } from "./lock.ts";
import { forget, persist, takeOver } from "./offline-queue.ts";
import { quietly } from "./page-life.ts";
import { queue, toText } from "./queue.ts";
import { endFailures, failures, nextWait } from "./retry.ts";
import { base, settings } from "./settings.ts";

/** At three bytes each still less than a beacon may have. No event is shorter than 130, so it is also a hundred events. */
const BATCH_LENGTH = 13_000;
const GATHER_MS = 2_000;
/** An answer that takes longer may not come. */
const SLOW_MS = 500;

/** The body before `JSON.stringify` leaves out what is undefined. */
export type Draft = { [Key in keyof CollectBody]-?: CollectBody[Key] | undefined };

let isBusy = false;
/** For what gathers, or for the next try. */
let timer: ReturnType<typeof setTimeout> | undefined;
/** More is to go at once, not to gather. */
let isDue = false;
/** So many at the head of the queue are on their way. */
let flying = 0;

/** The next events that may go together; none but not nothing when only a choice is to be told. */
const nextBatch = (): EventInput[] | undefined => {
  const batch: EventInput[] = [];
  let length = 0;
  isDue = false;
  for (const event of maySend() ? queue.slice(flying) : []) {
    length += JSON.stringify(event).length;
    // A new visitor starts when everything before has been answered, and then at the head of a batch.
    isDue = event.type ? !!batch[0] && length > BATCH_LENGTH : event !== queue[0];
    if (isDue) break;
    batch.push(event);
  }
  return batch[0] || choice.u ? batch : undefined;
};

/** True when the batch is off our hands. A string body is `text/plain`: no preflight, which could not finish while the page goes. */
const send = async (batch: EventInput[], isLeaving?: boolean): Promise<boolean> => {
  const told = choice;
  const { u: wasUntold } = told;
  told.u = false;
  flying += batch.length;
  settings.told = 0;
  // A page that is left before the answer has no time to open a database.
  setTimeout(persist, SLOW_MS);
  const draft: Draft = {
    v: 1,
    sent_at: Date.now(),
    ...stamp(),
    reset: batch.find(({ type }) => !type)?.id,
    events: batch.filter(({ type }) => type),
  };
  const body = toText(draft);
  let status: number | undefined;
  let headers: Headers | undefined;
  try {
    ({ status, headers } = await fetch(`${base}/e`, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "include",
    }));
  } catch {
    // Blockers make it throw at once. A beacon has no answer: the events stay ours until a later try has one.
    if (isLeaving) navigator.sendBeacon?.(`${base}/e`, body);
  }
  // Where more was under way, it may go twice; the server knows events by their ids.
  flying = 0;
  // Anything else that is refused would be refused again, and block what is behind it.
  if (status! < 500 && status !== 408 && status !== 429) {
    settings.told = 1;
    endFailures();
    forget(batch);
    if (wasUntold && told === choice) remember();
    return true;
  }
  told.u ||= wasUntold;
  // A date, or nothing, is no number of seconds.
  const waitMs = (headers?.get("retry-after") as unknown as number) * 1_000 || 0;
  timer = setTimeout(deliver, nextWait(waitMs), true);
  persist();
  return false;
};

const sendAll = async (): Promise<void> => {
  await takeOver();
  while (isDue) {
    const batch = nextBatch();
    if (!batch || !(await send(batch))) break;
  }
  isBusy = false;
};

/** Sends what there is, one batch after the other. */
export const deliver = quietly((isRetry?: unknown): void => {
  isDue = true;
  if (failures && !isRetry) return;
  clearTimeout(timer);
  timer = undefined;
  if (isBusy || !(maySend() || choice.u)) return;
  isBusy = true;
  void underLock(sendAll);
});

/** Sends what there is after more has had time to gather. */
export const deliverSoon = (): void => {
  // Not the oldest mark of a new visitor: without it the events behind it would go to the former one.
  if (queue.length > OFFLINE_EVENTS_MAX) forget([queue.find(({ type }) => type)!]);
  // Written ahead: a browser that is killed has no time to, and a page that is left loses what it only then begins.
  persist();
  timer ??= setTimeout(deliver, GATHER_MS);
};

/** The page may be gone the moment this returns. Unanswered events are stored too: whoever finds them repeats them. */
export const deliverNow = (): void => {
  releaseLock();
  for (let batch; !failures && (batch = nextBatch());) void send(batch, true);
  persist();
};
