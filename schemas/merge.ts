import * as z from "zod";
import { EMAIL_MAX_LENGTH, PHONE_MAX_LENGTH } from "./limits.ts";

/** One contact, said in one way: by an address, or by an id of ours that leads to it. */
const NamedContact = z.union([
  z.strictObject({ email: z.string().max(EMAIL_MAX_LENGTH) }),
  z.strictObject({ phone: z.string().max(PHONE_MAX_LENGTH) }),
  z.strictObject({ profile: z.string().max(64) }),
]);
export type NamedContact = z.infer<typeof NamedContact>;

/** Body of `POST /v1/sites/{site}/contacts/merge`: both are one person, and all of `from` goes into `into`. */
export const MergeRequest = z.strictObject({ from: NamedContact, into: NamedContact });
export type MergeRequest = z.infer<typeof MergeRequest>;

/** Answer of a merge, and of its reversal: where the contact in question is now. */
export interface MergeAnswer {
  readonly contact: string;
  /** Id of the merge, for `DELETE /v1/sites/{site}/contacts/merges/{merge}`. */
  readonly merge: string;
}
