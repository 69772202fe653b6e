import type { EventFields, StoredEvent } from "../profile-state.ts";

/** An event as it is stored. */
export type EventRow = [
  id: string,
  type: string,
  at: number,
  n: number,
  digest: number,
  collectedFor: number,
  fields: EventFields,
];

const encodeEvent = ({ id, type, at, n, digest, collectedFor, fields }: StoredEvent): string => {
  const row: EventRow = [id, type, at, n, digest, collectedFor, fields];
  return JSON.stringify(row);
};

const encodeEvents = (events: readonly StoredEvent[]): string => events.map(encodeEvent).join(",");

/** Length of one event in the stored form, UTF-16 code units. */
export const encodedLength = (event: StoredEvent): number => encodeEvent(event).length;

/**
 * Texts of logs, so that a beacon pays for its own events and not for the whole history again. A log that is here is not
 * written to any more.
 */
const texts = new WeakMap<readonly StoredEvent[], string>();

/** The events of a log as they are stored, with a comma between two. */
export const logText = (log: readonly StoredEvent[]): string => {
  const known = texts.get(log);
  if (known !== undefined) return known;
  const text = encodeEvents(log);
  texts.set(log, text);
  return text;
};

/** The text of a log that has one already. */
export const knownLogText = (log: readonly StoredEvent[]): string | null => texts.get(log) ?? null;

/** Notes the text that a log was read from or written to. */
export const keepLogText = (log: readonly StoredEvent[], text: string): void => void texts.set(log, text);

/** The events of a log together in the stored form, UTF-16 code units. */
export const logLength = (log: readonly StoredEvent[]): number =>
  logText(log).length - Math.max(0, log.length - 1);

/** A log to which events were added: where all came to its end, its text goes on where that of the log before ended. */
export const growLogText = (before: readonly StoredEvent[], after: readonly StoredEvent[]): void => {
  const text = texts.get(before);
  const isLonger = after.length > before.length && after[before.length - 1] === before.at(-1);
  if (text === undefined || !isLonger) return;
  const added = encodeEvents(after.slice(before.length));
  texts.set(after, text === "" ? added : `${text},${added}`);
};

/** A log without its oldest events; its text is the end of that of the log before. */
export const dropOldest = (log: readonly StoredEvent[], count: number): readonly StoredEvent[] => {
  const left = log.slice(count);
  const text = texts.get(log);
  if (text === undefined) return left;
  const dropped = log.slice(0, count).reduce((length, event) => length + encodedLength(event) + 1, 0);
  texts.set(left, text.slice(dropped));
  return left;
};
