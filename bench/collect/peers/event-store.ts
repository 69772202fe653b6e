/** What a collector that somebody writes in an afternoon stores of an event. */
export interface PeerEvent {
  readonly id: string;
  readonly at: number;
  readonly type: string;
}

export interface EventStore {
  /** Resolves when the events are on disk: one insert each, one commit for all of a beacon. */
  store(visitor: string, events: readonly PeerEvent[]): Promise<void>;
}

export const CREATE_TABLE =
  "CREATE TABLE event (id TEXT PRIMARY KEY, visitor TEXT NOT NULL, at BIGINT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL)";
