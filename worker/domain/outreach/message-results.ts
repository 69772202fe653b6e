/** What can become of a message. Hits of machines are counted apart and mean nothing else. */
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
] as const;
export type MessageResult = (typeof MESSAGE_RESULTS)[number];

/** How the messages of one step did on one day. */
export interface DailyMessageResults extends Readonly<Record<MessageResult, number>> {
  readonly step: string;
  /** Days since 1970, UTC. */
  readonly day: number;
}
