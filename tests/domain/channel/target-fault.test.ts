import { expect, test } from "vitest";
import type { ChannelSettings } from "../../../worker/domain/channel/channel-parts.ts";
import { mediaOf, mediumOf } from "../../../worker/domain/channel/medium-of.ts";
import { isLoopbackTarget } from "../../../worker/domain/channel/public-target.ts";
import { targetFault } from "../../../worker/domain/channel/target-fault.ts";

const from = "hello@shop.example";
const smtp = (host: string, security: "none" | "starttls" | "tls"): ChannelSettings => ({
  kind: "smtp",
  host,
  port: 587,
  security,
  from,
});

test.each<[ChannelSettings, string | null]>([
  [smtp("mail.example.com", "starttls"), null],
  [smtp("mail.example.com", "tls"), null],
  [smtp("93.184.216.34", "tls"), null],
  [smtp("mail.example.com", "none"), "/security"],
  [smtp("127.0.0.1", "tls"), "/host"],
  [smtp("10.0.0.1", "tls"), "/host"],
  [smtp("LOCALHOST", "tls"), "/host"],
  [smtp("0x7f.1", "tls"), "/host"],
  [smtp("mailhost", "tls"), "/host"],
  [{ kind: "webhook", url: "https://crm.example.com/" }, null],
  [{ kind: "webhook", url: "http://crm.example.com/" }, "/url"],
  [{ kind: "resend", from }, null],
  [{ kind: "resend", from, base_url: "http://127.0.0.1:4000" }, "/base_url"],
  [{ kind: "twilio", account_sid: "AC", from, base_url: "http://127.0.0.1:4000" }, "/base_url"],
  [{ kind: "webpush", subject: "mailto:a@shop.example" }, null],
  [{ kind: "inbox", medium: "sms" }, "/kind"],
])("in production %j has its fault at %s", (settings, pointer) => {
  expect(targetFault(settings)?.pointer ?? null).toBe(pointer);
});

test.each([
  ["http://127.0.0.1:4000", true],
  ["http://127.9.9.9/x", true],
  ["https://LOCALHOST", true],
  ["http://[::1]:80/", true],
  ["https://api.resend.com", false],
  ["http://10.0.0.1", false],
  ["http://localhost.evil.example", false],
  ["http://127.0.0.1.evil.example", false],
])("%s leads to the machine itself: %s", (url, isLoopback) => {
  expect(isLoopbackTarget(url)).toBe(isLoopback);
});

test("a channel's medium is that of its kind, an inbox's its own", () => {
  const channels = [
    { id: "a", settings: smtp("mail.example.com", "tls") },
    { id: "b", settings: { kind: "inbox", medium: "push" } satisfies ChannelSettings },
    { id: "c", settings: { kind: "webhook", url: "https://crm.example.com/" } satisfies ChannelSettings },
  ];
  expect([...mediaOf(channels)]).toEqual([
    ["a", "email"],
    ["b", "push"],
    ["c", "webhook"],
  ]);
  expect(mediumOf({ kind: "twilio", account_sid: "AC" })).toBe("sms");
});
