import {
  ACCESS_SCHEMA_VERSION,
  type AccessBundle,
  type Held,
  type Receipt,
} from "../../../schemas/privacy.ts";
import { shardOfProfile, siteObject } from "../../configuration/objects.ts";
import { open } from "../../crypto/seal.ts";
import type { SiteSecrets } from "../../crypto/site-secrets.ts";
import type { HeldHere, Reach } from "../../domain/privacy/erasure.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { askEveryShard } from "../shards/every-shard.ts";
import type { Actor } from "../access/key.ts";

/** Whose eyes a bundle is for. A visitor sees one browser, and nothing of the contact that it may have led to. */
export type View = AccessBundle["view"];

const REACH: Readonly<Record<View, Reach>> = { operator: "subject", visitor: "browser" };

/** A stored address in clear, for those who may read it. */
const openIdentifier = (row: Held, { seal }: SiteSecrets): Held => {
  const { kind, digest, sealed } = row as { kind: string; digest: string; sealed: string };
  const at = { table: "contact_secret", column: "sealed", row: `${kind} ${digest}` };
  return { kind, value: open(seal, at, sealed) };
};

const unitePlaces = (answers: readonly HeldHere[], secrets: SiteSecrets): AccessBundle["places"] => {
  const places: Record<string, Held[]> = {};
  for (const answer of answers) {
    for (const [place, rows] of Object.entries(answer.places)) {
      const shown = place === "identifier" ? rows.map((row) => openIdentifier(row, secrets)) : rows;
      (places[place] ??= []).push(...shown);
    }
  }
  return places;
};

/** Everything held on a subject, as one bundle. `profile` is a visitor or contact id within the site's layout. */
export const accessSubject = async (
  c: HttpContext,
  { snapshot, secrets, now }: SiteContext,
  profile: string,
  view: View,
): Promise<AccessBundle> => {
  const reach = REACH[view];
  const ask = async (profiles: readonly string[]): Promise<HeldHere[]> =>
    reach === "subject"
      ? askEveryShard(c.env, snapshot, (shard) => shard.access(profiles, reach, snapshot.version))
      : [await shardOfProfile(c.env, snapshot.id, profile).access(profiles, reach, snapshot.version)];
  let subject = [profile];
  for (;;) {
    const answers = await ask(subject);
    const found = [...new Set([...subject, ...answers.flatMap(({ related }) => related)])];
    if (found.length === subject.length) {
      return {
        schema_version: ACCESS_SCHEMA_VERSION,
        site: snapshot.id,
        generated_at: now,
        view,
        subject,
        places: unitePlaces(answers, secrets),
      };
    }
    subject = found;
  }
};

/**
 * Erases a subject everywhere. An operator's request takes the contact and all its browsers along; a visitor's only the
 * browser, because an address that was typed there may be somebody else's. The receipt comes when it is certain to
 * happen, and is complete unless a shard could not be reached. `actor` is null where the visitor asks at the own browser.
 */
export const eraseSubject = async (
  c: HttpContext,
  { snapshot }: SiteContext,
  profile: string,
  actor: Actor | null,
): Promise<Receipt> => {
  const receipt = await shardOfProfile(c.env, snapshot.id, profile).erase(
    { profile, reach: actor === null ? "browser" : "subject" },
    snapshot.version,
  );
  const site = siteObject(c.env, snapshot.id);
  await site.note(actor ?? "visitor", "privacy.erase", receipt.subject, receipt.receipt);
  return receipt;
};
