import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { SERVER_EVENTS_MAX } from "../../schemas/limits.ts";
import { ReplayError } from "./replay-error.ts";
import { type ServerEvent, sourceEvent } from "./source-event.ts";

/** The clock never stands further behind an event than this. */
const STEP_MAX_MS = 60 * 60 * 1_000;

/** Events of a file in its order, sent in one request with the clock at the newest of them. */
export interface Step {
  readonly now: number;
  readonly events: readonly ServerEvent[];
}

export interface StepsOptions {
  readonly file: string;
  /** ISO 4217, of every price. */
  readonly currency: string;
  /** Events after this many are left out. */
  readonly limit: number;
}

async function* eventsOf({ file, currency, limit }: StepsOptions): AsyncGenerator<ServerEvent> {
  await access(file).catch(() => {
    throw new ReplayError(`${file} cannot be read`);
  });
  const bytes = createReadStream(file);
  const input = file.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  let lineNumber = 0;
  let count = 0;
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    lineNumber++;
    if (line === "") continue;
    if (++count > limit) return;
    yield sourceEvent(line, lineNumber, currency);
  }
}

/** Cuts a file into steps: each holds as many events as one request may, and at most an hour. */
export async function* stepsOf(options: StepsOptions): AsyncGenerator<Step> {
  let events: ServerEvent[] = [];
  let now = 0;
  for await (const event of eventsOf(options)) {
    const [first] = events;
    const isFull = events.length === SERVER_EVENTS_MAX;
    if (first !== undefined && (isFull || event.at - first.at > STEP_MAX_MS)) {
      yield { now, events };
      events = [];
    }
    events.push(event);
    now = Math.max(now, event.at);
  }
  if (events.length > 0) yield { now, events };
}
