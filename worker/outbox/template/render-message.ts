import type { Medium } from "../../../schemas/channel-medium.ts";
import type { Send } from "../../../schemas/journey.ts";
import {
  MESSAGE_HTML_MAX_LENGTH,
  MESSAGE_TEXT_MAX_LENGTH,
  SUBJECT_MAX_LENGTH,
} from "../../../schemas/limits-outreach.ts";
import type { MessageContext } from "../../domain/outreach/message-context.ts";
import type { MessageRef } from "../../domain/outreach/message-ref.ts";
import type { EmailMessage, PushMessage, SmsMessage, WebhookMessage } from "../outgoing.ts";
import { escapeHtml } from "./escape-html.ts";
import { htmlToText } from "./html-to-text.ts";
import { type Markup, type TemplateReason, writeTemplate } from "./liquid.ts";
import { rewriteHtml } from "./rewrite-html.ts";
import { htmlOfText, rewriteText } from "./text-links.ts";
import { type LinkPorts, trackedLink } from "./track-link.ts";

/** Why a message cannot be sent as it is: it is parked, for somebody to mend its templates. */
export type MessageReason =
  | TemplateReason
  | "message_too_long"
  | "subject_missing"
  | "content_missing"
  | "title_missing"
  /** The site has no origin that links could lead to. */
  | "origin_missing";

/** A message without whom it is for: `id`, `contact` and `to` are added where it is addressed. */
export type RenderedContent =
  | Pick<EmailMessage, "medium" | "subject" | "html" | "text" | "headers">
  | Pick<SmsMessage, "medium" | "text">
  | Pick<PushMessage, "medium" | "title" | "body" | "url">
  | Pick<WebhookMessage, "medium" | "body">;

export type RenderedMessage =
  | { readonly kind: "rendered"; readonly content: RenderedContent }
  | {
      readonly kind: "fault";
      readonly reason: MessageReason;
      /** Of the template; null where none by itself is at fault. */
      readonly field: keyof Send | null;
    };

/** The links of a message. `createMessageLinks` makes them; a preview has its own, which count nothing. */
export interface RenderLinks {
  /** `https://shop.example/h/shop` */
  readonly base: string;
  readonly click: (url: string) => string;
  /** Address of the picture that tells of an opening; null for none. */
  readonly open: string | null;
  readonly unsubscribe: string;
}

export interface RenderCall {
  readonly send: Send;
  readonly ref: MessageRef;
  readonly context: MessageContext;
  readonly links: RenderLinks;
  /** Of the site: links to them are marked with UTM parameters. */
  readonly origins: readonly string[];
  /** IANA zone that dates are written in. */
  readonly zone: string;
  /** Id of the site, and the time in epoch milliseconds, for webhooks. */
  readonly site: string;
  readonly now: number;
}

class Fault extends Error {
  readonly reason: MessageReason;
  readonly field: keyof Send | null;

  constructor(reason: MessageReason, field: keyof Send | null = null) {
    super(reason);
    this.reason = reason;
    this.field = field;
  }
}

type TemplateField = "subject" | "preheader" | "html" | "text" | "title" | "url";

/** What a field's template comes to; null where there is none. */
const written = (
  { send, context, zone }: RenderCall,
  field: TemplateField,
  markup: Markup,
  maxLength: number,
): string | null => {
  const source = send[field];
  if (source === undefined) return null;
  const result = writeTemplate(source, markup, context, zone);
  if (result.kind === "fault") throw new Fault(result.reason, field);
  if (result.text.length > maxLength) throw new Fault("message_too_long", field);
  return result.text.toWellFormed();
};

/** One line that can mean nothing in a header. */
const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, SUBJECT_MAX_LENGTH)
    .toWellFormed();

const line = (call: RenderCall, field: TemplateField): string | null => {
  const text = written(call, field, "text", MESSAGE_TEXT_MAX_LENGTH);
  return text === null ? null : oneLine(text);
};

/** Text without what no reader shows. */
const plain = (call: RenderCall): string | null =>
  written(call, "text", "text", MESSAGE_TEXT_MAX_LENGTH)?.replace(/[^\P{Cc}\n\t]/gu, "") ?? null;

const portsOf = ({ links, origins, ref }: RenderCall): LinkPorts => ({
  base: links.base,
  origins,
  journey: ref.journey,
  medium: ref.medium,
  click: links.click,
});

/** Shown behind the subject in a list of mails, and nowhere else. */
const preheaderOf = (text: string | null): string =>
  text === null || text === ""
    ? ""
    : `<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(text)}</div>`;

const pictureOf = (open: string | null): string =>
  open === null ? "" : `<img src="${escapeHtml(open)}" width="1" height="1" alt="" style="border:0">`;

const email = (call: RenderCall): RenderedContent => {
  const { links } = call;
  const track = (url: string) => trackedLink(url, portsOf(call));
  const subject = line(call, "subject");
  if (subject === null || subject === "") throw new Fault("subject_missing", "subject");
  const stated = plain(call);
  const source =
    written(call, "html", "html", MESSAGE_HTML_MAX_LENGTH) ?? (stated === null ? null : htmlOfText(stated));
  if (source === null) throw new Fault("content_missing");
  return {
    medium: "email",
    subject,
    html: rewriteHtml(source, {
      link: track,
      opening: preheaderOf(line(call, "preheader")),
      closing: pictureOf(links.open),
    }),
    text: stated === null ? htmlToText(source, track) : rewriteText(stated, track),
    // RFC 8058: one click, without a page in between. Both must be signed with the message.
    headers: {
      "List-Unsubscribe": `<${links.unsubscribe}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
};

const sms = (call: RenderCall): RenderedContent => {
  const text = plain(call)?.trim() ?? "";
  if (text === "") throw new Fault("content_missing", "text");
  return { medium: "sms", text: rewriteText(text, (url) => trackedLink(url, portsOf(call))) };
};

const push = (call: RenderCall): RenderedContent => {
  const title = line(call, "title");
  if (title === null || title === "") throw new Fault("title_missing", "title");
  const url = line(call, "url");
  return {
    medium: "push",
    title,
    body: plain(call)?.trim() ?? "",
    url: url === null || url === "" ? null : (trackedLink(url, portsOf(call)) ?? url),
  };
};

/** For whoever prints, calls or keeps a CRM: what the message says, about whom, and what it is about. */
const webhook = (call: RenderCall): RenderedContent => {
  const { ref, context, site, now, send } = call;
  const body = {
    type: "message.due",
    timestamp: new Date(now).toISOString(),
    data: {
      site,
      ...ref,
      key: context.journey.key,
      channel: send.channel,
      subject: line(call, "subject"),
      title: line(call, "title"),
      html: written(call, "html", "html", MESSAGE_HTML_MAX_LENGTH),
      text: plain(call),
      attributes: context.contact,
      cart: context.cart,
      unsubscribe_url: call.links.base === "" ? null : context.unsubscribe_url,
    },
  };
  return { medium: "webhook", body: JSON.stringify(body) };
};

const CONTENTS: Readonly<Record<Medium, (call: RenderCall) => RenderedContent>> = {
  email,
  sms,
  push,
  webhook,
};

/** Renders a message over its context, with signed links. Never throws: what is wrong is a reason. */
export const renderMessage = (call: RenderCall): RenderedMessage => {
  try {
    // A server that calls or prints can do without links.
    if (call.links.base === "" && call.ref.medium !== "webhook") throw new Fault("origin_missing");
    return { kind: "rendered", content: CONTENTS[call.ref.medium](call) };
  } catch (error) {
    return error instanceof Fault
      ? { kind: "fault", reason: error.reason, field: error.field }
      : { kind: "fault", reason: "template_too_costly", field: null };
  }
};
