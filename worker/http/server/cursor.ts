import * as z from "zod";
import type { SiteSecrets } from "../../crypto/site-secrets.ts";
import { signJson, verifyJson } from "../../crypto/signed.ts";
import { Refusal } from "../refusal.ts";

const Cursor = z.object({ audience: z.string(), heads: z.record(z.string(), z.number().int().min(0)) });

/** Where an export stood: the newest change of the audience in every shard. Opaque and signed. */
export type Cursor = z.infer<typeof Cursor>;

export const writeCursor = (cursor: Cursor, secrets: SiteSecrets): string => signJson(secrets.cursor, cursor);

/** A cursor that was made here for this audience, or a refusal. */
export const readCursor = (token: string, audience: string, secrets: SiteSecrets): Cursor => {
  const result = Cursor.safeParse(verifyJson(secrets.cursor, token));
  if (!result.success || result.data.audience !== audience) throw new Refusal("cursor_invalid");
  return result.data;
};
