import type { Send } from "../../../schemas/journey.ts";
import { messageSite } from "../../domain/outreach/message-base.ts";
import {
  messageContext,
  type MessageJourney,
  type ProfileContext,
} from "../../domain/outreach/message-context.ts";
import type { MessageRef } from "../../domain/outreach/message-ref.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { type RenderedMessage, type RenderLinks, renderMessage } from "./render-message.ts";
import { plainAddress, withCampaign } from "./track-link.ts";

/** All that one message is made of. */
export interface Composition {
  readonly send: Send;
  readonly ref: MessageRef;
  readonly journey: MessageJourney;
  readonly profile: ProfileContext;
  readonly site: Pick<SiteSnapshot, "id" | "configuration">;
  /** `createMessageLinks` makes them. */
  readonly links: RenderLinks & {
    readonly recovery: (target: string, cart: string | null) => string;
    readonly confirm?: string | undefined;
  };
  /** Epoch milliseconds. */
  readonly now: number;
}

/** One message to one contact, without its address: rendered, or why it cannot be. Never throws. */
export const composeMessage = ({
  send,
  ref,
  journey,
  profile,
  site,
  links,
  now,
}: Composition): RenderedMessage => {
  const { origins, timezone } = site.configuration;
  const ports = { base: links.base, origins, journey: ref.journey, medium: ref.medium, click: links.click };
  const context = messageContext(profile, messageSite(site), origins, journey, {
    unsubscribe: links.unsubscribe,
    confirm: links.confirm,
    recovery: (target, cart) => links.recovery(plainAddress(withCampaign(target, ports)), cart),
  });
  return renderMessage({ send, ref, context, links, origins, zone: timezone, site: site.id, now });
};
