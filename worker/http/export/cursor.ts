import * as z from "zod";
import type { SiteSecrets } from "../../crypto/site-secrets.ts";
import { signJson, verifyJson } from "../../crypto/signed.ts";
import type { Heads } from "../../domain/export/release.ts";
import { Refusal } from "../refusal.ts";

const FeedHeads = z.record(z.string(), z.number().int().min(0));

const StoredCursor = z.object({
  audience: z.string(),
  heads: FeedHeads,
  /** Left out where it is the same. */
  entries: FeedHeads.optional(),
});

/** Where an export stood in every shard. Opaque and signed. */
export interface Cursor {
  readonly audience: string;
  /** Exits up to here were told. */
  readonly exits: Heads;
  /** Entries up to here were told: behind the exits where some are held back. */
  readonly entries: Heads;
}

const isSame = (a: Heads, b: Heads): boolean => JSON.stringify(a) === JSON.stringify(b);

export const writeCursor = ({ audience, exits, entries }: Cursor, secrets: SiteSecrets): string =>
  signJson(secrets.cursor, { audience, heads: exits, ...(isSame(exits, entries) ? {} : { entries }) });

/** A cursor that was made here for this audience, or a refusal. */
export const readCursor = (token: string, audience: string, secrets: SiteSecrets): Cursor => {
  const result = StoredCursor.safeParse(verifyJson(secrets.cursor, token));
  if (!result.success || result.data.audience !== audience) throw new Refusal("cursor_invalid");
  const { heads, entries = heads } = result.data;
  return { audience, exits: heads, entries };
};

const PageToken = z.object({
  page: z.literal(1),
  audience: z.string(),
  format: z.string(),
  chain: z.string(),
  /** Shard, and number of the last entry that was told; 0 before the first of the shard. */
  shard: z.string(),
  after: z.number().int().min(0),
  exits: FeedHeads,
  entries: FeedHeads,
});

/** Where the next page of an export begins, and where the export stood when its first page was read. */
export type PageToken = z.infer<typeof PageToken>;

export const writePageToken = (token: PageToken, secrets: SiteSecrets): string =>
  signJson(secrets.cursor, token);

/** A token that was made here for this audience, format and chain of keys, or a refusal. */
export const readPageToken = (
  token: string,
  asked: Pick<PageToken, "audience" | "format" | "chain">,
  secrets: SiteSecrets,
): PageToken => {
  const result = PageToken.safeParse(verifyJson(secrets.cursor, token));
  if (!result.success) throw new Refusal("cursor_invalid");
  const { audience, format, chain } = result.data;
  if (audience !== asked.audience || format !== asked.format || chain !== asked.chain) {
    throw new Refusal("cursor_invalid");
  }
  return result.data;
};
