/** A message that was given up. */
export interface DeadLetter {
  /** Its `webhook-id`. */
  readonly id: string;
  readonly created_at: number;
  readonly died_at: number;
  readonly failures: number;
  /** Of the last try: `unreachable` or `http_500`. */
  readonly failure: string;
  /** The message as it was sent. */
  readonly message: Readonly<Record<string, unknown>>;
}

/** The newest dead letters of a channel in one shard, and how many there are. */
export interface DeadLetterPage {
  readonly letters: readonly DeadLetter[];
  readonly count: number;
}

export interface Replay {
  readonly replayed: number;
  readonly remaining: number;
}
