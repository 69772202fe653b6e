import type { Send } from "../../schemas/journey.ts";
import { RECOVERY_LIFE_MS } from "../../schemas/limits-outreach.ts";
import { confirmationToken } from "../crypto/confirmation-token.ts";
import { createMessageLinks } from "../crypto/message-links.ts";
import { type SiteSecrets, siteSecrets } from "../crypto/site-secrets.ts";
import type { MessageOrder } from "../domain/journey/message-order.ts";
import { messageBase } from "../domain/outreach/message-base.ts";
import { type MessageJourney, profileContext } from "../domain/outreach/message-context.ts";
import type { MessageRef } from "../domain/outreach/message-ref.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import type { Outcome } from "../outbox/delivery.ts";
import { SUBSCRIPTION_GONE } from "../outbox/send/web-push.ts";
import { composeMessage } from "../outbox/template/compose-message.ts";
import type { RenderedContent } from "../outbox/template/render-message.ts";
import { type AddressedMessage, addressMessage } from "./address-message.ts";
import type { ChannelSender } from "./channel-sender.ts";
import type { ContactSecrets } from "./contact-secrets.ts";

/** What writing and sending messages of one shard needs. */
export interface MessageDesk {
  readonly sender: ChannelSender;
  readonly secrets: ContactSecrets;
  /** The instance's secret. */
  readonly root: string;
  readonly now: number;
  /** A browser takes no push messages any more. */
  readonly forgetSubscriber: (contact: string, subscriber: string) => Promise<void>;
}

interface Writing {
  readonly ref: MessageRef;
  readonly send: Send;
  readonly journey: MessageJourney;
  readonly profile: Profile;
}

/** A message from its templates, with links of its own; a text in place of it says why there is none. */
const write = (
  { ref, send, journey, profile }: Writing,
  site: SiteSnapshot,
  keys: SiteSecrets,
  now: number,
): RenderedContent | string => {
  const base = messageBase(site);
  const topic = send.topic ?? null;
  const recoveryUntil = now + RECOVERY_LIFE_MS;
  const links = {
    ...createMessageLinks({ key: keys.link, base, ref, topic, recoveryUntil }),
    confirm: `${base}/v/${confirmationToken(keys.confirmation, profile.id)}`,
  };
  const context = profileContext(profile, journey.cart);
  const written = composeMessage({ send, ref, journey, profile: context, site, links, now });
  return written.kind === "fault" ? written.reason : written.content;
};

/** Of a message to several browsers: it is delivered where one of them took it. */
const joined = (outcomes: readonly Outcome[]): Outcome =>
  outcomes.find(({ kind }) => kind === "delivered") ??
  outcomes.find(({ kind }) => kind === "failed") ??
  outcomes[0] ?? { kind: "unwanted" };

const sendAll = async (
  addressed: readonly AddressedMessage[],
  contact: string,
  channel: string,
  { sender, forgetSubscriber }: MessageDesk,
): Promise<Outcome> => {
  const outcomes: Outcome[] = [];
  for (const { message, subscriber } of addressed) {
    const outcome = await sender.send(message, channel);
    const isGone = outcome.kind === "refused" && outcome.failure === SUBSCRIPTION_GONE;
    if (isGone && subscriber !== null) await forgetSubscriber(contact, subscriber);
    outcomes.push(outcome);
  }
  return joined(outcomes);
};

const writeAndSend = async (id: string, writing: Writing, desk: MessageDesk): Promise<Outcome> => {
  const { snapshot } = desk.sender;
  const keys = siteSecrets(desk.root, snapshot.id);
  const content = write(writing, snapshot, keys, desk.now);
  if (typeof content === "string") return { kind: "refused", failure: content };
  const addressed = addressMessage(content, id, writing.profile, desk.secrets, keys);
  return sendAll(addressed, writing.profile.id, writing.send.channel, desk);
};

/** Writes the message of a journey and sends it through its channel. */
export const sendOrder = (
  { id, contact, journey, step, medium, key }: MessageOrder,
  send: Send,
  profile: Profile,
  desk: MessageDesk,
): Promise<Outcome> => {
  const definition = desk.sender.snapshot.journeys.find((known) => known.id === journey)?.definition;
  const writing = {
    ref: { message: id, contact, journey, step, medium },
    send,
    journey: {
      id: journey,
      name: definition?.name ?? journey,
      key,
      cart: definition?.key === "cart_id" ? key : null,
    },
    profile,
  };
  return writeAndSend(id, writing, desk);
};

/** No journey's: a slug does not begin with a hyphen. */
const CONFIRMATION = "-confirmation";

/** Asks a contact to confirm its address, as long as the site wants it and it has not. */
export const sendConfirmation = async (id: string, profile: Profile, desk: MessageDesk): Promise<Outcome> => {
  const asked = desk.sender.snapshot.configuration.identity.double_opt_in;
  if (asked === null) return { kind: "unwanted" };
  const { channel, subject, html, text } = asked;
  const writing: Writing = {
    ref: { message: id, contact: profile.id, journey: CONFIRMATION, step: CONFIRMATION, medium: "email" },
    send: { channel, subject, html, text },
    journey: { id: CONFIRMATION, name: desk.sender.snapshot.configuration.name, key: null, cart: null },
    profile,
  };
  return writeAndSend(id, writing, desk);
};
