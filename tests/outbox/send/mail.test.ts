import * as fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { HEADER_LINE_MAX_LENGTH } from "../../../schemas/limits.ts";
import { composeMail } from "../../../worker/outbox/send/mail/compose-mail.ts";
import { isWellFormedMail } from "../../../worker/outbox/send/mail/well-formed-mail.ts";
import { sendThrough } from "../../../worker/outbox/send/send-through.ts";
import { handOver } from "../../../worker/outbox/send/smtp/hand-over.ts";
import { SmtpSession } from "../../../worker/outbox/send/smtp/smtp-session.ts";
import { MailServer } from "./mail-server.ts";
import { EMAIL, NOW, PORTS, smtp } from "./sample.ts";

const SHOP = { name: "Boot shop", address: "hello@shop.example" };
const OWN_FIELDS = ["content-type", "date", "from", "message-id", "mime-version", "subject", "to"];

const linesOf = (text: string): string => text.replace(/\r?\n/g, "\n");

test("any subject, name and text is read as it was written, and adds no header field", async () => {
  const clean = fc.string({ unit: "grapheme", maxLength: 300 }).filter((text) => text.isWellFormed());
  const line = clean
    .map((text) => text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim())
    .filter((text) => isWellFormedMail({ ...EMAIL, subject: text }));
  await fc.assert(
    fc.asyncProperty(line, clean, clean, async (subject, text, html) => {
      const message = { ...EMAIL, subject, text, html: `<p>${html}</p>`, headers: {} };
      const raw = composeMail(message, SHOP, NOW);
      const mail = await PostalMime.parse(raw);
      expect(mail.subject ?? "").toBe(subject);
      expect(linesOf(mail.html ?? "")).toBe(linesOf(message.html));
      expect(linesOf(mail.text ?? "")).toBe(linesOf(text));
      expect(mail.headers.map(({ key }) => key).toSorted()).toEqual(OWN_FIELDS);
      expect(raw.split("\r\n").every((one) => /^[ -~]{0,998}$/.test(one))).toBe(true);
    }),
  );
});

test.each([
  [{ name: null, address: "hello@shop.example" }, "hello@shop.example"],
  [{ name: "Dr. Boot", address: "hello@shop.example" }, '"Dr. Boot" <hello@shop.example>'],
  [
    { name: "Stiefel f\u00FCr dich", address: "hello@shop.example" },
    "=?UTF-8?B?U3RpZWZlbCBmw7xyIGRpY2g=?= <hello@shop.example>",
  ],
  [
    { name: "=?UTF-8?Q?x?=", address: "hello@shop.example" },
    "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?= <hello@shop.example>",
  ],
])("a message is from %j", (sender, field) => {
  expect(composeMail(EMAIL, sender, NOW)).toContain(`From: ${field}\r\n`);
});

test("the same message is composed the same, whenever it is tried again", () => {
  const [first, second] = [composeMail(EMAIL, SHOP, NOW), composeMail(EMAIL, SHOP, NOW + 60_000)];
  expect(second.replace("12:31:05", "12:30:05")).toBe(first);
});

const long = (length: number) => ({ "X-Long": "a".repeat(length - "X-Long: ".length) });

describe("a message with", () => {
  test.each([
    ["nothing amiss", {}, true],
    ["a line end in its subject", { subject: "Hi\r\nBcc: eve@evil.example" }, false],
    ["a bare line feed in its subject", { subject: "Hi\nBcc: eve@evil.example" }, false],
    ["a Unicode line end in its subject", { subject: "Hi\u2028Bcc: eve@evil.example" }, false],
    ["two recipients", { to: "ada@customer.example,eve@evil.example" }, false],
    ["a line end behind its recipient", { to: "ada@customer.example\r\nDATA" }, false],
    ["a recipient that closes the command", { to: "ada@customer.example>" }, false],
    ["a recipient with a name", { to: "Ada <ada@customer.example>" }, false],
    ["no recipient", { to: "" }, false],
    ["a line end in a header", { headers: { "X-A": "1\r\nBcc: eve@evil.example" } }, false],
    ["a line end in a header's name", { headers: { "X-A: 1\r\nBcc": "eve@evil.example" } }, false],
    ["a colon in a header's name", { headers: { "Bcc:": "eve@evil.example" } }, false],
    ["another script in a header", { headers: { "X-A": "\u00FC" } }, false],
    ["another sender", { headers: { from: "eve@evil.example" } }, false],
    ["a hidden recipient", { headers: { BCC: "eve@evil.example" } }, false],
    ["another kind of content", { headers: { "Content-Type": "text/html" } }, false],
    ["an id that closes its Message-ID", { id: "a>" }, false],
    ["a header one below the longest line", { headers: long(HEADER_LINE_MAX_LENGTH - 1) }, true],
    ["a header as long as a line may be", { headers: long(HEADER_LINE_MAX_LENGTH) }, true],
    ["a header one above the longest line", { headers: long(HEADER_LINE_MAX_LENGTH + 1) }, false],
  ])("%s: well-formed is %s", async (_, fields, isWellFormed) => {
    const server = await MailServer.start({ disabledCommands: ["STARTTLS", "AUTH"] });
    const outcome = await sendThrough({ ...EMAIL, ...fields }, smtp(server.port), PORTS);
    await server.stop();
    expect(outcome).toEqual(
      isWellFormed ? { kind: "delivered" } : { kind: "refused", failure: "message_malformed" },
    );
    expect(server.taken).toHaveLength(isWellFormed ? 1 : 0);
  });
});

test("lines that begin with dots, or are one, neither end a message nor lose any", async () => {
  const server = await MailServer.start({ disabledCommands: ["STARTTLS", "AUTH"] });
  const session = new SmtpSession(PORTS.connect({ host: "127.0.0.1", port: server.port, security: "none" }));
  await session.read();
  await session.ask("EHLO shop.example");
  const content = ".\r\n..\r\n.a\r\n";
  const mail = { from: "hello@shop.example", to: "ada@customer.example", needsUtf8: false, content };
  expect(await handOver(session, new Map(), mail)).toEqual({ kind: "delivered" });
  await session.end();
  await server.stop();
  expect(server.taken.map(({ raw }) => raw)).toEqual([content]);
});
