import type { Choices } from "./consent/choices.ts";
import type { Outreach } from "./outreach/outreach.ts";

/** What merging two contacts came to. */
export type Merged =
  | { readonly kind: "done"; readonly contact: string }
  /** Nobody is known under one of the ids. */
  | { readonly kind: "absent" }
  /** One of them was merged by somebody else meanwhile. */
  | { readonly kind: "conflict" };

/** What the contact that took the other one over refused since: it holds for both, because nobody can tell who said it. */
export interface SinceMerge {
  readonly choices: Choices;
  readonly suppressed: Outreach["suppressed"];
}

export type Returned =
  | { readonly kind: "returned"; readonly since: SinceMerge }
  /** The contact was merged into another one since. */
  | { readonly kind: "covered" };

export type Unmerged =
  | { readonly kind: "done"; readonly contact: string }
  | { readonly kind: "unknown" }
  /** The original is not kept any more. */
  | { readonly kind: "expired" }
  | { readonly kind: "covered" };

/** What the object that holds contacts does to merge them and to undo it. Every step may be repeated. */
export interface MergeShardRpc {
  /** Moves everything of `from` into `into`, under an id that tells where the original is kept. */
  mergeContact(merge: string, from: string, into: string, siteVersion: number): Promise<Merged>;
  /** Id of the merge by which a contact went into another one; null where there was none that is still known. */
  mergeOf(contact: string): Promise<string | null>;
  /** Undoes a merge, asked of the shard that keeps the original. Asked again, it answers the same while that is known. */
  unmergeContact(merge: string, siteVersion: number): Promise<Unmerged>;
  /**
   * The contact that took another one over refused something: asked of the shard that keeps the original, and by it of those
   * that keep the originals of earlier merges into that one. Done when it resolves.
   */
  purgeOriginal(merge: string, since: SinceMerge, siteVersion: number): Promise<void>;
  /** Takes out of a contact what a merge brought it. */
  returnTaken(merge: string, siteVersion: number): Promise<Returned>;
}
