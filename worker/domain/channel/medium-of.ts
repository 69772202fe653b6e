import type { Medium } from "../../../schemas/channel-medium.ts";
import type { ChannelKind } from "../../../schemas/channel.ts";
import type { ChannelSettings } from "./channel-parts.ts";

const MEDIUM_OF_KIND: Readonly<Record<Exclude<ChannelKind, "inbox">, Medium>> = {
  webhook: "webhook",
  smtp: "email",
  resend: "email",
  postmark: "email",
  sendgrid: "email",
  mailgun: "email",
  twilio: "sms",
  webpush: "push",
};

/** How messages through a channel reach somebody. Its kind says it; an inbox stands in for any. */
export const mediumOf = (settings: ChannelSettings): Medium =>
  settings.kind === "inbox" ? settings.medium : MEDIUM_OF_KIND[settings.kind];

/** The media of a site's channels by their ids. */
export const mediaOf = (
  channels: readonly { readonly id: string; readonly settings: ChannelSettings }[],
): ReadonlyMap<string, Medium> => new Map(channels.map(({ id, settings }) => [id, mediumOf(settings)]));
