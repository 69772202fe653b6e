import { describe, expect, test } from "vitest";
import { ChannelConfiguration, ChannelTest } from "../../schemas/channel.ts";
import {
  CHANNEL_SECRET_MAX_LENGTH,
  EMAIL_MAX_LENGTH,
  HOST_MAX_LENGTH,
  SENDER_MAX_LENGTH,
} from "../../schemas/limits.ts";
import { readSender } from "../../schemas/sender.ts";

const FROM = "Boot shop <hello@shop.example>";
const SMTP = { kind: "smtp", host: "mail.example", port: 587, security: "starttls", from: FROM };
const RESEND = { kind: "resend", api_key: "re_1", from: FROM };
const POSTMARK = { kind: "postmark", server_token: "pm-1", from: FROM };
const SENDGRID = { kind: "sendgrid", api_key: "SG.1", from: FROM };
const MAILGUN = { kind: "mailgun", api_key: "mg-1", domain: "mg.shop.example", region: "eu", from: FROM };
const TWILIO = {
  kind: "twilio",
  account_sid: `AC${"0".repeat(32)}`,
  auth_token: "tw-1",
  from: "+15005550006",
};
const WEBPUSH = { kind: "webpush", subject: "mailto:hello@shop.example" };
const SERVICE = `MG${"a".repeat(32)}`;

const pointersOf = (body: unknown): string[] =>
  (ChannelConfiguration.safeParse(body).error?.issues ?? []).map(({ path }) => `/${path.join("/")}`);

test.each([
  SMTP,
  { ...SMTP, host: "127.0.0.1", username: "shop", password: "p\u00E4ss word" },
  RESEND,
  { ...RESEND, base_url: "http://127.0.0.1:4000" },
  POSTMARK,
  { ...POSTMARK, message_stream: "broadcast", webhook_username: "halley", webhook_password: "p" },
  SENDGRID,
  { ...SENDGRID, webhook_public_key: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE".padEnd(124, "A") },
  MAILGUN,
  { ...MAILGUN, webhook_signing_key: "key" },
  TWILIO,
  { ...TWILIO, from: undefined, messaging_service_sid: SERVICE },
  { ...TWILIO, from: "Boots" },
  WEBPUSH,
  { ...WEBPUSH, subject: "https://shop.example/contact" },
  { kind: "inbox", medium: "sms" },
])("%j is a channel", (body) => {
  expect(pointersOf(body)).toEqual([]);
});

test.each([
  ["a port of none", { ...SMTP, port: 0 }, "/port"],
  ["a port too high", { ...SMTP, port: 65_536 }, "/port"],
  ["another security", { ...SMTP, security: "ssl" }, "/security"],
  ["a host with a path", { ...SMTP, host: "mail.example/x" }, "/host"],
  ["a host with a line end", { ...SMTP, host: "mail.example\n" }, "/host"],
  ["a name without a password", { ...SMTP, username: "shop" }, "/password"],
  ["a password without a name", { ...SMTP, password: "p" }, "/password"],
  ["no key", { kind: "resend", from: FROM }, "/api_key"],
  ["a key with a line end", { ...RESEND, api_key: "re_1\r\nX: 1" }, "/api_key"],
  ["a key with a space", { ...MAILGUN, api_key: "a b" }, "/api_key"],
  ["a provider's address with a query", { ...RESEND, base_url: "http://127.0.0.1/?a" }, "/base_url"],
  ["a webhook's name without its password", { ...POSTMARK, webhook_username: "h" }, "/webhook_password"],
  [
    "a webhook's name with a colon",
    { ...POSTMARK, webhook_username: "h:x", webhook_password: "p" },
    "/webhook_username",
  ],
  ["a stream with a slash", { ...POSTMARK, message_stream: "a/b" }, "/message_stream"],
  ["a domain that leaves its place", { ...MAILGUN, domain: "a/../b" }, "/domain"],
  ["a region of none", { ...MAILGUN, region: "ap" }, "/region"],
  ["an account that leaves its place", { ...TWILIO, account_sid: "AC/../x" }, "/account_sid"],
  ["neither sender nor service", { ...TWILIO, from: undefined }, "/from"],
  ["both sender and service", { ...TWILIO, messaging_service_sid: SERVICE }, "/from"],
  ["a subject without a scheme", { ...WEBPUSH, subject: "hello@shop.example" }, "/subject"],
  ["an inbox for letters", { kind: "inbox", medium: "webhook" }, "/medium"],
  ["an unknown field", { ...RESEND, url: "https://x.example" }, "/"],
])("%s is refused where it lies", (_, body, pointer) => {
  expect(pointersOf(body)).toEqual([pointer]);
});

describe("a sender", () => {
  test.each([
    ["hello@shop.example", null, "hello@shop.example"],
    ["Boot shop <hello@shop.example>", "Boot shop", "hello@shop.example"],
    [
      "Stiefel f\u00FCr dich \u{1F97E} <h.e+l-l_o@xn--bcher-kva.example>",
      "Stiefel f\u00FCr dich \u{1F97E}",
      "h.e+l-l_o@xn--bcher-kva.example",
    ],
    ["Dr. Boot's & Sons <a@localhost>", "Dr. Boot's & Sons", "a@localhost"],
  ])("is %j", (from, name, address) => {
    expect(readSender(from)).toEqual({ name, address });
    expect(pointersOf({ ...RESEND, from })).toEqual([]);
  });

  test.each([
    "",
    "Boot shop",
    "<hello@shop.example>",
    " <hello@shop.example>",
    "Boot shop<hello@shop.example>",
    "Boot shop <hello@shop.example",
    "Boot shop <hello@shop.example> ",
    "Boot shop  <hello@shop.example>",
    "Boot shop <hello@shop.example>, Eve <eve@evil.example>",
    "Boot, shop <hello@shop.example>",
    'Boot" shop <hello@shop.example>',
    "Boot\\ shop <hello@shop.example>",
    "Boot\r\nBcc: eve@evil.example <hello@shop.example>",
    "Boot\u2028shop <hello@shop.example>",
    "Boot\u202Eshop <hello@shop.example>",
    "Boot shop <hello@shop.example\r\nBcc: eve@evil.example>",
    "hello@shop.example\n",
    "hello@shop@example",
    "h\u00E9llo@shop.example",
    "hello@b\u00FCcher.example",
    "he..llo@shop.example",
    "hello.@shop.example",
    ".hello@shop.example",
    "hello@",
    "@shop.example",
    "hello@-shop.example",
    "hello world@shop.example",
  ])("is not %j", (from) => {
    expect(readSender(from)).toBeNull();
    expect(pointersOf({ ...RESEND, from })).toEqual(["/from"]);
  });
});

const isTaken = (body: unknown): boolean => ChannelConfiguration.safeParse(body).success;
const around = (limit: number): [number, boolean][] => [
  [limit - 1, true],
  [limit, true],
  [limit + 1, false],
];

test.each(around(SENDER_MAX_LENGTH))("a sender of %d characters: %s", (length, isValid) => {
  const address = " <hello@shop.example>";
  expect(isTaken({ ...RESEND, from: "a".repeat(length - address.length) + address })).toBe(isValid);
});

test.each(around(HOST_MAX_LENGTH))("a host of %d characters: %s", (length, isValid) => {
  expect(isTaken({ ...SMTP, host: "a.".repeat(length).slice(0, length).replace(/\.$/, "b") })).toBe(isValid);
});

test.each(around(CHANNEL_SECRET_MAX_LENGTH))("a secret of %d characters: %s", (length, isValid) => {
  const secret = "a".repeat(length);
  expect(isTaken({ ...RESEND, api_key: secret })).toBe(isValid);
  expect(isTaken({ ...SMTP, username: "a", password: secret })).toBe(isValid);
});

describe("a test goes", () => {
  const BROWSER = { endpoint: "https://push.example/1", p256dh: "B".repeat(87), auth: "a".repeat(22) };

  test.each([
    [{}, true],
    [{ to: "test@shop.example" }, true],
    [{ to: "j\u00FCrgen@b\u00FCcher.example" }, true],
    [{ to: "+493012345678" }, true],
    [{ to: BROWSER }, true],
    [{ to: "Ada <ada@shop.example>" }, false],
    [{ to: "a@b.example,c@d.example" }, false],
    [{ to: "a@b.example\r\nDATA" }, false],
    [{ to: "030 12345678" }, false],
    [{ to: null }, false],
    [{ to: { ...BROWSER, auth: "a" } }, false],
    [{ email: "a@b.example" }, false],
  ])("to %j: %s", (body, isValid) => {
    expect(ChannelTest.safeParse(body).success).toBe(isValid);
  });

  test.each(around(EMAIL_MAX_LENGTH))("to an address of %d characters: %s", (length, isValid) => {
    const domain = "@shop.example";
    const to = "a".repeat(length - domain.length) + domain;
    expect(ChannelTest.safeParse({ to }).success).toBe(isValid);
  });
});
