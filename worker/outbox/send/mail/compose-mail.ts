import type { Sender } from "../../../../schemas/sender.ts";
import type { EmailMessage } from "../../outgoing.ts";
import { base64 } from "../base64.ts";
import { headerText } from "./encoded-words.ts";
import { envelopeAddress } from "./envelope-address.ts";

const LINE = /.{1,76}/g;

/** `Wed, 25 Nov 2026 12:10:00 +0000` (RFC 5322 §3.3). */
const dateOf = (at: number): string => new Date(at).toUTCString().replace("GMT", "+0000");

const isAscii = (text: string): boolean => /^[\u0020-\u007E]*$/.test(text);

/** A name of a sender has no quote and no backslash in it. */
const fromField = ({ name, address }: Sender): string => {
  if (name === null) return address;
  return `${isAscii(name) && !name.includes("=?") ? `"${name}"` : headerText(name)} <${address}>`;
};

/** Base64 needs neither 8BITMIME nor dot-stuffing, and no line of it can be a boundary. */
const part = (type: string, content: string): string[] => [
  `Content-Type: ${type}; charset=utf-8`,
  "Content-Transfer-Encoding: base64",
  "",
  ...(base64(content.replace(/\r?\n/g, "\r\n")).match(LINE) ?? []),
];

/**
 * A well-formed message as a mail server takes it (RFC 5322): two alternatives, lines end in CRLF. Made of the same
 * message it is the same but for its date; its `Message-ID` is that of every try.
 */
export const composeMail = (message: EmailMessage, sender: Sender, sentAt: number): string => {
  const { id, to, subject, html, text, headers } = message;
  const boundary = `=_${id.replaceAll("~", "_")}`;
  const domain = sender.address.slice(sender.address.lastIndexOf("@") + 1);
  return [
    `From: ${fromField(sender)}`,
    `To: ${envelopeAddress(to)}`,
    `Subject: ${headerText(subject)}`,
    `Date: ${dateOf(sentAt)}`,
    `Message-ID: <${id}@${domain}>`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    "MIME-Version: 1.0",
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    ...part("text/plain", text),
    `--${boundary}`,
    ...part("text/html", html),
    `--${boundary}--`,
    "",
  ].join("\r\n");
};
