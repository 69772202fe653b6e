/**
 * What can become of a message, each once. Hits of machines are counted apart and mean nothing else. `skipped` was due and
 * left out; `deferred` was due and had to wait for its hour or for room under a cap.
 */
export const MESSAGE_RESULTS = [
  "sent",
  "delivered",
  "opened",
  "clicked",
  "machine_opened",
  "machine_clicked",
  "unsubscribed",
  "bounced",
  "complained",
  "failed",
  "skipped",
  "deferred",
] as const;
export type MessageResult = (typeof MESSAGE_RESULTS)[number];

/** How the messages of one step did on one day. */
export interface DailyMessageResults extends Readonly<Record<MessageResult, number>> {
  readonly step: string;
  /** Days since 1970, UTC. */
  readonly day: number;
}
