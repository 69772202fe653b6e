import * as z from "zod";
import { ANONYMOUS_ID_MAX_BYTES, EMAIL_MAX_LENGTH, PHONE_MAX_LENGTH } from "./limits.ts";
import { text } from "./text.ts";

/**
 * Body of `POST /v1/sites/{site}/privacy/access` and `/privacy/erase`: whom it is about, said in one way. Whichever
 * it is, pointers are followed both ways: to the contact and to every browser whose history was moved there.
 */
export const SubjectRequest = z.union([
  z.strictObject({ email: z.string().max(EMAIL_MAX_LENGTH) }),
  z.strictObject({ phone: z.string().max(PHONE_MAX_LENGTH) }),
  /** A visitor id of ours. */
  z.strictObject({ visitor: z.string().max(64) }),
  /** The caller's own id, as events brought it. */
  z.strictObject({ anonymous_id: text(ANONYMOUS_ID_MAX_BYTES).min(1) }),
]);
export type SubjectRequest = z.infer<typeof SubjectRequest>;

/** Raised whenever a place of an access bundle changes its shape; new places do not raise it. */
export const ACCESS_SCHEMA_VERSION = 1;

/** A value of an access bundle. */
export type Held = string | number | boolean | null | readonly Held[] | { readonly [name: string]: Held };

/** Answer of `POST /privacy/access`: everything that is held on one subject. Times are epoch milliseconds. */
export interface AccessBundle {
  readonly schema_version: typeof ACCESS_SCHEMA_VERSION;
  readonly site: string;
  readonly generated_at: number;
  /** `visitor`: only what one browser brought, and nothing of the contact it may have led to. */
  readonly view: "operator" | "visitor";
  /** Ids of the contact and of its browsers, each other identifier of the contact included. */
  readonly subject: readonly string[];
  /**
   * The rows of each place that holds something, under the place's name:
   * `profile` (the profile in the words of `GET /profiles/{id}`, with its standings and the digests of folded events),
   * `identifier` (`kind` and the address itself as `value`), `pointer` (where a profile was moved, with the profile
   * itself while it is under way), `membership`, `change` (entries and exits in the feed for ad platforms),
   * `former_key` (that an address which is gone is still known to ad platforms), `timer`,
   * `outbox` and `dead_letter` (messages with their bodies), `quarantine` (refused events).
   */
  readonly places: Readonly<Record<string, readonly Held[]>>;
}

/** What was removed from one place. */
export interface ReceiptPlace {
  /** Name of the place, as in an access bundle. */
  readonly place: string;
  /** The object it lay in; left out where no object had any. */
  readonly shard?: string;
  readonly removed: number;
  readonly at: number;
}

/** Answer of `POST /privacy/erase` and of `GET /privacy/receipts/{receipt}`. It names nobody. */
export interface Receipt {
  readonly receipt: string;
  /** Pseudonym of whom was asked for: the same for the same id, and of no use without the site's key. */
  readonly subject: string;
  readonly requested_by: "operator" | "visitor";
  readonly requested_at: number;
  /** Null while places are left; the rest follows by itself. */
  readonly completed_at: number | null;
  /** Empty until it is complete. */
  readonly places: readonly ReceiptPlace[];
}
