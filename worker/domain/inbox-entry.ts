import type { Medium } from "../../schemas/channel-medium.ts";

/** A message that was not sent but kept to be looked at. What its medium does not have is null. */
export interface InboxEntry {
  readonly id: string;
  readonly contact: string;
  readonly medium: Medium;
  /** Epoch milliseconds. */
  readonly at: number;
  /** E-mail address or phone number. */
  readonly to: string | null;
  /** Subject or title. */
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string | null;
  /** Where a click on a push message leads. */
  readonly url: string | null;
  /** Further header fields of an e-mail. */
  readonly headers: Readonly<Record<string, string>>;
}
