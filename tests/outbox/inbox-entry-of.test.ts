import { expect, test } from "vitest";
import { inboxEntryOf } from "../../worker/outbox/inbox-entry-of.ts";
import type { OutgoingMessage } from "../../worker/outbox/outgoing.ts";

const NOTHING = { to: null, subject: null, html: null, text: null, url: null, headers: {} };
const addressed = { id: "msg_1", contact: "c00abc" };
const email = {
  to: "ada@example.com",
  subject: "Boots",
  html: "<b>Boots</b>",
  text: "Boots",
  headers: { "X-A": "b" },
};
const subscription = { endpoint: "https://push.example/secret", p256dh: "point", auth: "secret" };

test.each<[OutgoingMessage, object]>([
  [
    { ...addressed, medium: "email", ...email },
    { ...NOTHING, ...email },
  ],
  [
    { ...addressed, medium: "sms", to: "+491701234567", text: "Hi" },
    { ...NOTHING, to: "+491701234567", text: "Hi" },
  ],
  [
    { ...addressed, medium: "push", subscription, title: "T", body: "B", url: "https://shop.example/" },
    { ...NOTHING, subject: "T", text: "B", url: "https://shop.example/" },
  ],
  [
    { ...addressed, medium: "webhook", body: "{}" },
    { ...NOTHING, text: "{}" },
  ],
])("$0.medium is shown by what it says, and not by what it is reached with", (message, shown) => {
  expect(inboxEntryOf(message, 7)).toEqual({ ...addressed, medium: message.medium, at: 7, ...shown });
});
