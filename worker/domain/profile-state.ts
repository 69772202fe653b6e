import type { Event } from "../../schemas/event.ts";

/** Which purposes an event was collected under, as a bit set: a later grant never adds a bit. */
export const COLLECTED_FOR_ANALYTICS = 1;
export const COLLECTED_FOR_ADS = 2;

/** What an event says beside its identity and time; addresses are never kept with it. */
export type EventFields = Omit<Event, "id" | "type" | "at" | "n" | "email" | "phone">;

/** One event as a profile keeps it. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  /** Corrected time, epoch milliseconds. */
  readonly at: number;
  /** The sender's counter; 0 where it sent none. */
  readonly n: number;
  /** 32-bit digest of the body as it arrived: tells a repeat from a conflict. */
  readonly digest: number;
  readonly collectedFor: number;
  readonly fields: EventFields;
}

/** Events of one type that were folded away because the log was full. */
export interface FoldedEvents {
  count: number;
  firstAt: number;
  lastAt: number;
}

/** Where a visit came from: UTM parameters and, where `ad_storage` allowed them, click ids. */
export interface Touch {
  readonly at: number;
  readonly event: string;
  readonly utm: Readonly<Record<string, string>>;
  readonly clickIds: Readonly<Record<string, string>>;
}

/** Time order; events of one millisecond by the sender's counter, then by id. */
export const compareEvents = (a: StoredEvent, b: StoredEvent): number =>
  a.at - b.at || a.n - b.n || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
