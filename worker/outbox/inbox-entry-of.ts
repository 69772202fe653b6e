import type { InboxEntry } from "../domain/inbox-entry.ts";
import type { OutgoingMessage } from "./outgoing.ts";

/** A message as the inbox shows it: without what a browser's subscription is reached by. */
export const inboxEntryOf = (message: OutgoingMessage, at: number): InboxEntry => {
  const { id, contact, medium } = message;
  const entry = {
    id,
    contact,
    medium,
    at,
    to: null,
    subject: null,
    html: null,
    text: null,
    url: null,
    headers: {},
  };
  switch (message.medium) {
    case "email": {
      const { to, subject, html, text, headers } = message;
      return { ...entry, to, subject, html, text, headers };
    }
    case "sms":
      return { ...entry, to: message.to, text: message.text };
    case "push":
      return { ...entry, subject: message.title, text: message.body, url: message.url };
    case "webhook":
      return { ...entry, text: message.body };
  }
};
