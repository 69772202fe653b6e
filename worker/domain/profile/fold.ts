import type { RejectionCode } from "../../../schemas/collect.ts";
import {
  PROFILE_EVENTS_MAX,
  PROFILE_EVENTS_MAX_LENGTH,
  PROFILE_SEEN_IDS_MAX,
} from "../../../schemas/limits.ts";
import type { GatedEvents } from "../consent/gate.ts";
import { COLLECTED_FOR_ADS, compareEvents, type StoredEvent } from "../profile-state.ts";
import { textDigest } from "./digest.ts";
import { dropOldest, encodedLength, growLogText, logLength } from "./log-text.ts";
import { later } from "./later.ts";
import type { FoldedCounts, History } from "./profile.ts";

/** What folding did with each event of a batch. */
export interface FoldOutcome {
  readonly history: History;
  readonly accepted: readonly StoredEvent[];
  readonly duplicate: number;
  readonly rejected: readonly { index: number; code: RejectionCode }[];
}

/** Digest of the body that came with a folded id, or null for one that was not folded. */
const foldedDigest = ({ seen }: History, id: string): number | null => {
  if (seen.length === 0) return null;
  const idDigest = textDigest(id);
  for (let i = 0; i < seen.length; i += 2) {
    if (seen[i] === idDigest) return seen[i + 1] ?? null;
  }
  return null;
};

/** Whether the event was folded away before. */
export const hasSeen = (history: History, id: string): boolean => foldedDigest(history, id) !== null;

/** Forgets the oldest digests of too many: what is as old as they may be is refused from then on. */
export const forgetOldest = (history: History): History =>
  history.seen.length <= 2 * PROFILE_SEEN_IDS_MAX
    ? history
    : {
        ...history,
        seen: history.seen.slice(-2 * PROFILE_SEEN_IDS_MAX),
        forgottenUntil: later(history.forgottenUntil, history.foldedUntil),
      };

/** Digest of the body that came with an id before, or null for a new id. */
const knownDigest = (history: History, id: string): number | null =>
  history.log.find((event) => event.id === id)?.digest ?? foldedDigest(history, id);

/** Inserts from the end, because most events are the newest. */
const insert = (log: StoredEvent[], event: StoredEvent): void => {
  let i = log.length;
  for (let before = log[i - 1]; before !== undefined && compareEvents(before, event) > 0; before = log[i - 1])
    i--;
  log.splice(i, 0, event);
};

const count = (folded: FoldedCounts | undefined, event: StoredEvent): FoldedCounts => ({
  count: (folded?.count ?? 0) + 1,
  countForAds: (folded?.countForAds ?? 0) + ((event.collectedFor & COLLECTED_FOR_ADS) === 0 ? 0 : 1),
  firstAt: Math.min(folded?.firstAt ?? event.at, event.at),
  lastAt: Math.max(folded?.lastAt ?? event.at, event.at),
});

/** Folds the oldest events into lifetime counters until the log fits its limits. */
export const foldOldest = (history: History): History => {
  let length = logLength(history.log);
  let excess = 0;
  while (history.log.length - excess > PROFILE_EVENTS_MAX || length > PROFILE_EVENTS_MAX_LENGTH) {
    const oldest = history.log[excess];
    if (oldest === undefined) break;
    length -= encodedLength(oldest);
    excess++;
  }
  if (excess === 0) return history;
  const gone = history.log.slice(0, excess);
  const folded = { ...history.folded };
  for (const event of gone) {
    folded[event.type] = count(Object.hasOwn(folded, event.type) ? folded[event.type] : undefined, event);
  }
  return forgetOldest({
    ...history,
    log: dropOldest(history.log, excess),
    folded,
    foldedUntil: Math.max(history.foldedUntil ?? 0, gone.at(-1)?.at ?? 0),
    seen: [...history.seen, ...gone.flatMap((event) => [textDigest(event.id), event.digest])],
  });
};

/** Whether an unknown event is so old that it may be one whose digest was forgotten. */
const isForgotten = ({ forgottenUntil }: History, { at }: StoredEvent): boolean =>
  forgottenUntil !== null && at <= forgottenUntil;

/** Adds events to a history: each id once, whatever the order of arrival. */
export const foldEvents = (history: History, events: GatedEvents): FoldOutcome => {
  const log = [...history.log];
  const growing = { ...history, log };
  const accepted: StoredEvent[] = [];
  const rejected: { index: number; code: RejectionCode }[] = [];
  let duplicate = 0;
  for (const { index, event } of events) {
    const known = knownDigest(growing, event.id);
    if (known === null && isForgotten(history, event)) rejected.push({ index, code: "event_too_late" });
    else if (known === null) {
      insert(log, event);
      accepted.push(event);
    } else if (known === event.digest) duplicate++;
    else rejected.push({ index, code: "id_conflict" });
  }
  if (accepted.length === 0) return { history, accepted, duplicate, rejected };
  growLogText(history.log, log);
  return { history: foldOldest(growing), accepted, duplicate, rejected };
};
