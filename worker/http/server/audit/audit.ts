import { Checkpoint as CheckpointSchema, VerifyRequest } from "../../../../schemas/audit.ts";
import { AUDIT_PAGE_MAX, CHECKPOINT_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { readStatement, signStatement } from "../../../crypto/signed-statement.ts";
import type { Checkpoint } from "../../../domain/audit/chain.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../../context.ts";
import { askedNumber } from "../../query.ts";
import { Refusal } from "../../refusal.ts";
import { chainsOf, checkChain, SITE_CHAIN } from "./audit-chains.ts";

/** `GET /audit?after=&limit=`: who did what to the site, oldest first; `next` is the next `after`, null at the end. */
export const listAudit = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "admin");
  const after = askedNumber(c, "after", { unasked: 0, min: 0, max: Number.MAX_SAFE_INTEGER });
  const limit = askedNumber(c, "limit", { unasked: AUDIT_PAGE_MAX, min: 1, max: AUDIT_PAGE_MAX });
  const entries = await siteObject(c.env, snapshot.id).audit(after, limit);
  return c.json({ entries, next: entries.length < limit ? null : (entries.at(-1)?.seq ?? null) });
};

/** All chains of a site computed again, and held against the newest checkpoint that was exported and those presented. */
const verified = async (c: HttpContext, site: SiteContext, presented: readonly Checkpoint[]) => {
  const kept = await siteObject(c.env, site.snapshot.id).checkpoint();
  const checkpoints = kept === null ? presented : [kept, ...presented];
  const chains = await Promise.all(chainsOf(c, site).map((chain) => checkChain(chain, checkpoints)));
  const bad = chains.find(({ first_bad }) => first_bad !== null);
  return {
    chains,
    checkpoints,
    fault: { first_bad: bad?.first_bad ?? null, first_bad_chain: bad?.chain ?? null },
  };
};

/** `GET /audit/checkpoint`: where every chain stands, signed, to be kept where nobody who could change it comes. */
export const exportCheckpoint = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "admin");
  const { id } = site.snapshot;
  const { chains, fault } = await verified(c, site, []);
  if (fault.first_bad !== null) throw new Refusal("audit_broken", fault);
  const heads = chains.map(({ chain, entries, head }) => [chain, { entries, hash: head }] as const);
  const checkpoint: Checkpoint = { site: id, at: site.now, chains: Object.fromEntries(heads) };
  const { jws, publicKey } = await signStatement(site.secrets.checkpoint, checkpoint);
  await siteObject(c.env, id).keepCheckpoint(checkpoint);
  return c.json({ checkpoint, jws, public_key: publicKey });
};

const answerVerification = async (
  c: HttpContext,
  site: SiteContext,
  presented: readonly Checkpoint[],
): Promise<Response> => {
  const { chains, checkpoints, fault } = await verified(c, site, presented);
  const own = chains.find(({ chain }) => chain === SITE_CHAIN);
  return c.json({
    ok: fault.first_bad === null,
    entries: own?.entries,
    head: own?.head,
    ...fault,
    checkpoints: checkpoints.map(({ at }) => at),
    chains,
  });
};

/** `GET /audit/verify`: against the newest checkpoint that was exported. */
export const verifyAudit = async (c: HttpContext): Promise<Response> =>
  answerVerification(c, await openSiteWithKey(c, "admin"), []);

/** `POST /audit/verify`: against a checkpoint that was kept elsewhere, too. */
export const verifyAgainstCheckpoint = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "admin");
  const body = await readJson(c.req.raw, CHECKPOINT_BODY_MAX_BYTES);
  const { checkpoint: jws } = parse(VerifyRequest, body, "body_invalid");
  const stated = CheckpointSchema.safeParse(await readStatement(site.secrets.checkpoint, jws));
  if (!stated.success || stated.data.site !== site.snapshot.id) throw new Refusal("checkpoint_invalid");
  return answerVerification(c, site, [stated.data]);
};
