import type { Metadata } from "../../../schemas/feedback.ts";
import { addressOf } from "../../domain/identity/profile-id.ts";
import type { Feedback } from "../../domain/messaging-rpc.ts";

/** What a provider says of one message. */
export type Report = Omit<Feedback, "medium">;

/** A request from outside, before anybody knows whose it is. */
export interface ProviderRequest {
  readonly headers: Headers;
  readonly body: string;
  /** Addresses that it can have been sent to: behind a proxy the public one is another than ours. */
  readonly urls: readonly string[];
  /** Its query. */
  readonly query: URLSearchParams;
  /** Wall clock, epoch milliseconds: providers sign the time by their own. */
  readonly now: number;
}

const MESSAGE_ID = /^[\w.~-]{1,64}$/;

/** A report on a message of ours; none where it names no contact, or says nothing that matters. */
export const reportOf = (
  { halley_contact: contact = "", halley_message: message }: Metadata,
  kind: Report["kind"] | null,
  at: number | undefined,
  now: number,
): Report[] => {
  if (kind === null || addressOf(contact)?.kind !== "contact") return [];
  const isId = message !== undefined && MESSAGE_ID.test(message);
  const isTime = at !== undefined && Number.isFinite(at) && at > 0;
  return [{ contact, message: isId ? message : null, kind, at: isTime ? Math.floor(at) : now }];
};

/** A JSON body; undefined for what is none. */
export const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
};

/** Whether a time in seconds, as it was sent, is as near as that. */
export const isFresh = (timestamp: string, now: number, toleranceMs: number): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1_000 - now) <= toleranceMs;
