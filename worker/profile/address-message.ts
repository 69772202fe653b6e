import { openSubscription } from "../crypto/push-subscription.ts";
import { open } from "../crypto/seal.ts";
import type { SiteSecrets } from "../crypto/site-secrets.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { OutgoingMessage } from "../outbox/outgoing.ts";
import type { RenderedContent } from "../outbox/template/render-message.ts";
import type { ContactSecrets } from "./contact-secrets.ts";

/** A message for one of the addresses of a contact. */
export interface AddressedMessage {
  readonly message: OutgoingMessage;
  /** Id of the browser's subscription that it goes to; null for other media. */
  readonly subscriber: string | null;
}

const clearAddress = (
  secrets: ContactSecrets,
  seal: Uint8Array,
  contact: string,
  kind: "email" | "phone",
): string | null => {
  const sealed = secrets.sealedOf(contact, kind);
  if (sealed === null) return null;
  const row = `${kind} ${sealed.digest}`;
  return open(seal, { table: "contact_secret", column: "sealed", row }, sealed.sealed);
};

/**
 * A written message with whom it goes to: an e-mail to the address that named the contact, a push message to each of its
 * browsers. Empty where nothing is known to send it to. Addresses are in clear only from here to the channel.
 */
export const addressMessage = (
  content: RenderedContent,
  id: string,
  profile: Profile,
  secrets: ContactSecrets,
  { seal }: SiteSecrets,
): readonly AddressedMessage[] => {
  const contact = profile.id;
  switch (content.medium) {
    case "webhook":
      return [{ message: { ...content, id, contact }, subscriber: null }];
    case "email":
    case "sms": {
      const to = clearAddress(secrets, seal, contact, content.medium === "email" ? "email" : "phone");
      return to === null ? [] : [{ message: { ...content, id, contact, to }, subscriber: null }];
    }
    case "push":
      return profile.history.outreach.push.map((subscriber) => ({
        message: {
          ...content,
          id,
          contact,
          subscription: openSubscription(seal, subscriber.id, subscriber.sealed),
        },
        subscriber: subscriber.id,
      }));
  }
};
