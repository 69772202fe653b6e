import type { Medium } from "../../../schemas/channel-medium.ts";
import type { TestRecipient } from "../../domain/messaging-rpc.ts";
import type { OutgoingMessage } from "../outgoing.ts";

/** What a test message is made of. */
export interface Trial {
  readonly id: string;
  readonly site: string;
  /** Name of the site. */
  readonly name: string;
  readonly channel: string;
  readonly to: TestRecipient | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (character) => `&#${character.codePointAt(0) ?? 32};`);

/** A message that says what it is; null where the recipient is of another medium than the channel. */
export const testMessage = (medium: Medium, trial: Trial): OutgoingMessage | null => {
  const { id, site, name, channel, to, now } = trial;
  const text = `This message shows that the channel "${channel}" of ${name} works.`;
  const subject = `Test of ${channel}`;
  const common = { id, contact: "" };
  if (medium === "webhook") {
    const body = JSON.stringify({
      type: "channel.test",
      timestamp: new Date(now).toISOString(),
      data: { site, channel },
    });
    return to === null ? { ...common, medium, body } : null;
  }
  if (to === null) return null;
  if (medium === "push") {
    return typeof to === "string"
      ? null
      : { ...common, medium, subscription: to, title: subject, body: text, url: null };
  }
  if (typeof to !== "string" || to.startsWith("+") !== (medium === "sms")) return null;
  return medium === "sms"
    ? { ...common, medium, to, text }
    : { ...common, medium, to, subject, text, html: `<p>${escaped(text)}</p>`, headers: {} };
};
