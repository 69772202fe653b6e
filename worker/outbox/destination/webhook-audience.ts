import { PUSH_WEBHOOK_MEMBERS_MAX } from "../../../schemas/limits-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import { NOTHING_WANTED } from "../../domain/match-key/match-keys.ts";
import type { AudiencePlatform, PushBatch } from "./audience-platform.ts";
import { callPlatform } from "./call-platform.ts";
import type { DestinationPorts } from "./destination-ports.ts";
import { accepted, failureOf, type PushFailed, type PushOutcome } from "./push-outcome.ts";

type Webhook = OpenedDestination<"webhook">;

const CONSENT = { ad_user_data: "granted", ad_personalization: "granted" };

/** The body of a batch: hashed addresses (SHA-256, hex; phones with their plus sign), and nothing else of anybody. */
export const webhookMembersBody = ({ op, members }: PushBatch, { id }: Pick<Webhook, "id">): object => ({
  type: op === "add" ? "destination.members_added" : "destination.members_removed",
  data: {
    destination: id,
    ...(op === "add" ? { consent: CONSENT } : {}),
    members: members.map(({ keys: { emails, phones } }) => ({ emails, phones })),
  },
});

const tell = async (
  id: string,
  body: string,
  { url, secret }: Webhook,
  ports: DestinationPorts,
): Promise<PushFailed | null> => {
  const sentAt = Math.floor(ports.now() / 1_000);
  const headers = {
    "webhook-id": id,
    "webhook-timestamp": String(sentAt),
    "webhook-signature": ports.signWebhook(secret, id, sentAt, body),
  };
  const answer = await callPlatform({ method: "POST", url, headers, body }, ports.now());
  return failureOf(answer);
};

/** The same batch has the same id: a receiver can tell a repeat. */
const push = async (batch: PushBatch, webhook: Webhook, ports: DestinationPorts): Promise<PushOutcome> => {
  const body = JSON.stringify(webhookMembersBody(batch, webhook));
  const id = `push_${ports.digest(body).slice(0, 32)}`;
  return (await tell(id, body, webhook, ports)) ?? accepted();
};

/** A message that names nobody, signed like every other. Each try has an id of its own. */
const tryOut = (webhook: Webhook, ports: DestinationPorts): Promise<PushFailed | null> => {
  const body = JSON.stringify({ type: "destination.test", data: { destination: webhook.id } });
  const id = `test_${ports.digest(`${webhook.id} ${ports.now()}`).slice(0, 32)}`;
  return tell(id, body, webhook, ports);
};

export const webhookAudience: AudiencePlatform<Webhook> = {
  wanted: { ...NOTHING_WANTED, emails: ["basic"], phones: ["plus"] },
  rowsMax: PUSH_WEBHOOK_MEMBERS_MAX,
  rowsOf: () => 1,
  push,
  tryOut,
};
