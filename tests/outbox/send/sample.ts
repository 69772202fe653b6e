import type { OpenedChannel } from "../../../worker/domain/channel/channel-parts.ts";
import type { EmailMessage, SmsMessage } from "../../../worker/outbox/outgoing.ts";
import type { SendPorts } from "../../../worker/outbox/send/send-ports.ts";
import { createNodeConnect } from "./node-socket.ts";

export const NOW = Date.UTC(2026, 10, 26, 12, 30, 5);
export const CONTACT = "c00AbCdEfGhIjKlMnOpQrStUv";

export const EMAIL: EmailMessage = {
  id: "inst-4.0.1",
  contact: CONTACT,
  medium: "email",
  to: "ada@customer.example",
  subject: "Your cart",
  html: "<p>Still thinking?</p>",
  text: "Still thinking?",
  headers: {
    "List-Unsubscribe": "<https://shop.example/h/shop/u/token>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  },
};

export const SMS: SmsMessage = {
  id: "inst-4.0.2",
  contact: CONTACT,
  medium: "sms",
  to: "+493012345678",
  text: "Your boots \u{1F97E} are waiting & ready",
};

export const PORTS: SendPorts = {
  now: () => NOW,
  connect: createNodeConnect(),
  signWebhook: () => "v1,c2ln",
  sendPush: null,
  keepInInbox: null,
  feedbackUrl: (channel) => `https://shop.example/h/shop/f/${channel}`,
  isTrial: true,
};

export const smtp = (port: number, more: Partial<OpenedChannel<"smtp">> = {}): OpenedChannel<"smtp"> => ({
  id: "mail",
  kind: "smtp",
  host: "127.0.0.1",
  port,
  security: "none",
  from: "Boot shop <hello@shop.example>",
  ...more,
});

export const failed = (failure: string, isChannelDown: boolean, retryAfterMs: number | null = null) => ({
  kind: "failed",
  failure,
  retryAfterMs,
  isChannelDown,
});
