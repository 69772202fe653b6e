import { describe, expect, test } from "vitest";
import type { OpenedChannel } from "../../../worker/domain/channel/channel-parts.ts";
import type { OutgoingMessage } from "../../../worker/outbox/outgoing.ts";
import { sendThrough } from "../../../worker/outbox/send/send-through.ts";
import { testMessage } from "../../../worker/outbox/send/test-message.ts";
import { CONTACT, EMAIL, failed, PORTS, SMS, smtp } from "./sample.ts";

const WEBHOOK: OpenedChannel = {
  id: "crm",
  kind: "webhook",
  url: "http://127.0.0.1:1/",
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};
const INBOX: OpenedChannel = { id: "inbox", kind: "inbox", medium: "sms" };
const PUSH: OpenedChannel = {
  id: "push",
  kind: "webpush",
  subject: "mailto:a@shop.example",
  vapid_public_key: "B",
  vapid_private_key: "k",
};
const PUSH_MESSAGE: OutgoingMessage = {
  id: "m",
  contact: CONTACT,
  medium: "push",
  subscription: { endpoint: "https://push.example/1", p256dh: "B", auth: "a" },
  title: "Boots",
  body: "Still thinking?",
  url: null,
};

const IN_PRODUCTION = { ...PORTS, isTrial: false };

const neverKept = async (): Promise<void> => expect.fail("was kept");
const neverCalled = (): never => expect.fail("was called");
const keptInVain = () => Promise.reject(new Error("full"));
const sendPush = async () => ({ kind: "refused", failure: "subscription_gone" }) as const;

test.each<[string, OutgoingMessage, OpenedChannel]>([
  ["an SMS", SMS, smtp(25)],
  ["an e-mail", EMAIL, WEBHOOK],
  ["an e-mail", EMAIL, INBOX],
  ["a push message", PUSH_MESSAGE, INBOX],
])("%s does not go through a channel of another medium", async (_, message, channel) => {
  expect(await sendThrough(message, channel, { ...PORTS, keepInInbox: neverKept })).toEqual({
    kind: "refused",
    failure: "medium_mismatch",
  });
});

describe("in production", () => {
  test.each<[string, OpenedChannel]>([
    ["a mail server of the machine", smtp(25, { security: "tls" })],
    ["a mail server without encryption", smtp(25, { host: "mail.shop.example" })],
    ["an inbox", { ...INBOX, medium: "email" }],
    [
      "a provider elsewhere",
      { id: "c", kind: "resend", api_key: "k", from: "a@b.example", base_url: "http://127.0.0.1:1" },
    ],
  ])("%s gets nothing", async (_, channel) => {
    expect(await sendThrough(EMAIL, channel, { ...IN_PRODUCTION, connect: neverCalled })).toEqual(
      failed("target_not_public", true),
    );
  });
});

describe("an inbox", () => {
  test("keeps what would have been sent", async () => {
    const kept: unknown[] = [];
    const keepInInbox = async (...what: unknown[]): Promise<void> => void kept.push(what);
    expect(await sendThrough(SMS, INBOX, { ...PORTS, keepInInbox })).toEqual({ kind: "delivered" });
    expect(kept).toEqual([[SMS, INBOX]]);
  });

  test("that is not there, or broken, fails", async () => {
    for (const ports of [PORTS, { ...PORTS, keepInInbox: keptInVain }]) {
      expect(await sendThrough(SMS, INBOX, ports)).toEqual(failed("inbox_missing", true));
    }
  });
});

test("a push message is handed to who knows how, and waits where nobody does", async () => {
  expect(await sendThrough(PUSH_MESSAGE, PUSH, { ...PORTS, sendPush })).toEqual({
    kind: "refused",
    failure: "subscription_gone",
  });
  expect(await sendThrough(PUSH_MESSAGE, PUSH, PORTS)).toEqual(failed("push_missing", true));
});

const TRIAL = { id: "test_1", site: "shop", name: "Boots & <b>", channel: "mail", now: 0 };
const BROWSER = { endpoint: "https://push.example/1", p256dh: "B", auth: "a" };

describe("a test message", () => {
  test.each([
    ["email", "ada@customer.example", true],
    ["email", "+493012345678", false],
    ["email", null, false],
    ["email", BROWSER, false],
    ["sms", "+493012345678", true],
    ["sms", "ada@customer.example", false],
    ["sms", null, false],
    ["push", BROWSER, true],
    ["push", "ada@customer.example", false],
    ["push", null, false],
    ["webhook", null, true],
    ["webhook", "ada@customer.example", false],
  ] as const)("by %s to %j is made: %s", (medium, to, isMade) => {
    const message = testMessage(medium, { ...TRIAL, to });
    expect(message !== null).toBe(isMade);
    if (message !== null) expect(message).toMatchObject({ medium, id: "test_1", contact: "" });
  });

  test("shows the shop's name as it is", () => {
    const message = testMessage("email", { ...TRIAL, to: "ada@customer.example" });
    expect(message).toMatchObject({
      text: 'This message shows that the channel "mail" of Boots & <b> works.',
      html: '<p>This message shows that the channel "mail" of Boots &#38; &#60;b&#62; works.</p>',
    });
  });
});
