import type { Medium } from "../../../../schemas/channel-medium.ts";
import type { Send } from "../../../../schemas/journey.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { MessagePreviewRequest } from "../../../../schemas/message-preview.ts";
import { messageBase } from "../../../domain/outreach/message-base.ts";
import type { ProfileContext } from "../../../domain/outreach/message-context.ts";
import { composeMessage } from "../../../outbox/template/compose-message.ts";
import type { RenderedMessage } from "../../../outbox/template/render-message.ts";
import { templateFaults } from "../../../outbox/template/template-faults.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { readFollowing } from "../profiles/follow-profile.ts";

/** A contact that nobody is. */
const SAMPLE: ProfileContext = {
  contact: { id: "c000000000000000000sample", first_name: "Ada" },
  cart: {
    items: [
      { id: "boots", name: "Boots", variant: "42", quantity: 1, price: 120, url: null, image_url: null },
    ],
    value: 120,
    currency: "EUR",
    id: "sample-cart",
  },
  cartPage: null,
  last_viewed: [
    { id: "socks", name: "Socks", variant: null, quantity: 1, price: 9.5, url: null, image_url: null },
  ],
  order: { id: "1001", value: 59, currency: "EUR", items: [], at: 1_767_225_600 },
};

/** What the fields of a message are for, where nobody says how it is sent. */
const mediumFor = ({ subject, html, title, text }: Send): Medium => {
  if (subject !== undefined || html !== undefined) return "email";
  if (title !== undefined) return "push";
  return text === undefined ? "webhook" : "sms";
};

const shown = (message: RenderedMessage) => {
  if (message.kind === "fault") return {};
  const { content } = message;
  switch (content.medium) {
    case "email":
      return { subject: content.subject, html: content.html, text: content.text };
    case "sms":
      return { text: content.text };
    case "push":
      return { title: content.title, text: content.body, url: content.url };
    case "webhook":
      return { body: content.body };
  }
};

/** Faults of templates, and what only shows when they are rendered. */
const faultsOf = (send: Send, message: RenderedMessage) => {
  const faults = templateFaults(send, "/send");
  const isNew = message.kind === "fault" && faults.length === 0;
  return isNew
    ? [{ pointer: message.field === null ? "/send" : `/send/${message.field}`, reason: message.reason }]
    : faults;
};

/** `POST /messages/preview`: the message as it would be, with links that lead where they lead and count nothing. */
export const previewMessage = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "write");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const {
    send,
    profile: asked,
    medium = mediumFor(send),
  } = parse(MessagePreviewRequest, body, "body_invalid");
  const profile =
    asked === undefined
      ? SAMPLE
      : (await readFollowing(c, site, asked, (shard, id) => shard.profileContext(id, null))).value;
  const base = messageBase(site.snapshot);
  const message = composeMessage({
    send,
    ref: {
      message: "preview",
      contact: String(profile.contact["id"]),
      journey: "preview",
      step: "preview",
      medium,
    },
    journey: { id: "preview", name: "Preview", key: profile.cart.id, cart: profile.cart.id },
    profile,
    site: site.snapshot,
    links: {
      base,
      click: (url) => url,
      open: null,
      unsubscribe: `${base}/u/preview`,
      recovery: (target) => target,
    },
    now: site.now,
  });
  return c.json({ medium, ...shown(message), faults: faultsOf(send, message) });
};
