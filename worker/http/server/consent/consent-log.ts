import { shardOfProfile } from "../../../configuration/objects.ts";
import { consentReceipt } from "../../../domain/consent/consent-receipt.ts";
import { addressOf, shardName } from "../../../domain/identity/profile-id.ts";
import type { LoggedConsent } from "../../../domain/privacy-rpc.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../../context.ts";
import { isOurs } from "../../shards/our-profile.ts";
import { Refusal } from "../../refusal.ts";
import { chainName } from "../audit/audit-chains.ts";
import { findFollowing } from "../profiles/follow-profile.ts";

/** A consent record in the words of the API. */
interface ConsentEntry extends LoggedConsent {
  /** Names the chain and the number of the link. */
  readonly id: string;
}

/** The asked profile, and those that are the same contact's: where it went, and every browser that is linked. */
const sameContact = async (c: HttpContext, site: SiteContext, asked: string): Promise<string[]> => {
  const { version } = site.snapshot;
  const found = await findFollowing(c, site, asked, (shard, profile) => shard.view(profile, version));
  // Where nothing is held any more, the proof of what was chosen outlives it.
  return found === null ? [asked] : [...new Set([asked, found.id, ...found.value.visitors])];
};

const entriesOf = async (
  c: HttpContext,
  site: SiteContext,
  profiles: readonly string[],
): Promise<ConsentEntry[]> => {
  const { id: siteId } = site.snapshot;
  const byShard = Map.groupBy(profiles, (profile) => {
    const address = addressOf(profile);
    return address === null ? "" : shardName(siteId, address);
  });
  const parts = [...byShard].map(async ([shard, [first = "", ...rest]]) => {
    const logged = await shardOfProfile(c.env, siteId, first).consentLog([first, ...rest]);
    return logged.map((entry) => ({ ...entry, id: `${chainName(shard, siteId)}/${entry.seq}` }));
  });
  return (await Promise.all(parts)).flat().toSorted((a, b) => a.record.at - b.record.at || a.seq - b.seq);
};

/** Every record about the contact or visitor that `?profile=` names, oldest first. */
const askedEntries = async (
  c: HttpContext,
): Promise<{ site: SiteContext; profile: string; entries: ConsentEntry[] }> => {
  const site = await openSiteWithKey(c, "consent");
  const profile = c.req.query("profile") ?? "";
  if (!isOurs(profile, site.snapshot)) throw new Refusal("query_invalid", { parameter: "profile" });
  const entries = await entriesOf(c, site, await sameContact(c, site, profile));
  if (entries.length === 0) throw new Refusal("profile_unknown");
  return { site, profile, entries };
};

/** `GET /consent/log?profile=`: what was chosen, under which rule, and what was cleared for it. */
export const readConsentLog = async (c: HttpContext): Promise<Response> => {
  const { profile, entries } = await askedEntries(c);
  return c.json({
    profile,
    records: entries.map(({ id, profile: of, subject, hash, record }) => ({
      id,
      profile: of,
      subject,
      ...record,
      hash,
    })),
  });
};

/** `GET /consent/receipt?profile=`: the same for the person it is about, in the words of ISO/IEC TS 27560. */
export const readConsentReceipt = async (c: HttpContext): Promise<Response> => {
  const { site, entries } = await askedEntries(c);
  const { snapshot, rules, now } = site;
  const newest = entries.at(-1);
  if (newest === undefined) throw new Error("entries that were found are not empty");
  const rule = rules.ruleFor(newest.record.region, now);
  const { name, origins } = snapshot.configuration;
  return c.json(
    consentReceipt(entries, { name, url: origins[0] ?? null, retentionDays: rule.retention_days }, now),
  );
};
