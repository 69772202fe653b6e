import type { Medium } from "../../../schemas/channel-medium.ts";
import type { Purpose } from "../../../schemas/consent.ts";
import type { StepPath } from "./steps.ts";

/** One message that a journey wants sent: it names everything and holds no text, so that it is written as it is sent. */
export interface MessageOrder {
  /** The idempotency key: of the instance and the step, so the same step never sends twice. */
  readonly id: string;
  readonly contact: string;
  readonly journey: string;
  readonly version: number;
  readonly instance: string;
  readonly path: StepPath;
  /** Name of the step in reports. */
  readonly step: string;
  /** Value of the journey's key. */
  readonly key: string | null;
  readonly channel: string;
  readonly medium: Medium;
  /** The purpose that it needs; null where none does. */
  readonly purpose: Purpose | null;
  readonly topic: string | null;
}

const OF_JOURNEY = "j:";

/** How campaigns and journeys of the same name stay apart in one ledger: a slug has no colon. */
export const ledgerName = (journey: string): string => `${OF_JOURNEY}${journey}`;

/** The journey that something in a ledger is of; null for what is a campaign's. */
export const journeyNamed = (campaign: string): string | null =>
  campaign.startsWith(OF_JOURNEY) ? campaign.slice(OF_JOURNEY.length) : null;

/** The type of an order in the outbox. */
export const ORDERED = "message.ordered";

/** An order as it waits in the outbox. */
export const messageEntry = (order: MessageOrder): { id: string; channel: string; body: string } => ({
  id: order.id,
  channel: order.channel,
  body: JSON.stringify({ type: ORDERED, data: order }),
});

/** The order in a body of the outbox; null for one that holds something else. */
export const orderIn = (body: string): MessageOrder | null => {
  const { type, data } = JSON.parse(body) as { readonly type: string; readonly data: MessageOrder };
  return type === ORDERED ? data : null;
};
