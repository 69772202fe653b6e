import { type RegionRule, RegionRules } from "../../../../schemas/consent.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import type { Environment } from "../../../configuration/environment.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { ruleFaults } from "../../../domain/consent/rule-faults.ts";
import type { PendingRules } from "../../../domain/site-rpc.ts";
import type { SiteSnapshot } from "../../../domain/site-snapshot.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { askedNumber } from "../../query.ts";
import { Refusal } from "../../refusal.ts";

/** The rules of a body, or a refusal. */
export const readRules = async (c: HttpContext): Promise<readonly RegionRule[]> => {
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const { rules } = parse(RegionRules, body, "configuration_invalid");
  const errors = ruleFaults(rules);
  if (errors.length > 0) throw new Refusal("consent_rules_invalid", { errors });
  return rules;
};

const pendingView = ({ change, by, at, basedOn, rules }: PendingRules) => ({
  change,
  by,
  at,
  based_on: basedOn,
  rules,
});

/** What is in force, what waits, and how far the evaluation of stored profiles has come. */
const rulesView = async (env: Environment, snapshot: SiteSnapshot) => {
  const [pending, walks] = await Promise.all([
    siteObject(env, snapshot.id).pendingRegionRules(),
    askEveryShard(env, snapshot, (shard) => shard.rulesProgress(snapshot.version)),
  ]);
  const profiles = walks.reduce((sum, walk) => sum + walk.profiles, 0);
  const evaluated = walks.reduce((sum, walk) => sum + (walk.isReady ? walk.profiles : walk.evaluated), 0);
  const status = walks.every(({ isReady }) => isReady) ? "ready" : "sweeping";
  return {
    version: snapshot.regionRulesVersion,
    rules: snapshot.regionRules,
    pending: pending.map(pendingView),
    progress: { evaluated, profiles, status },
  };
};

/** Rules came into force: members are evaluated again under them, a first slice of each shard before the answer. */
export const answerChanged = async (c: HttpContext, written: SiteSnapshot): Promise<Response> => {
  const { snapshot } = rememberSite(written);
  await askEveryShard(c.env, snapshot, (shard) => shard.sweep(snapshot.version));
  return c.json(await rulesView(c.env, snapshot));
};

/** `GET /consent/rules`; with `?version=`, the rules that were saved under it: what a consent record names. */
export const getConsentRules = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "consent");
  const max = snapshot.regionRulesVersion;
  const version = askedNumber(c, "version", { unasked: max, min: 1, max });
  if (version !== max) {
    return c.json({ version, rules: await siteObject(c.env, snapshot.id).regionRulesOf(version) });
  }
  return c.json(await rulesView(c.env, snapshot));
};

/** `PUT /consent/rules`: replaces all rules, or proposes to (202) where a second key has to approve. */
export const putConsentRules = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "consent");
  const written = await siteObject(c.env, snapshot.id).putRegionRules(await readRules(c), actor);
  if (written.kind === "limit") throw new Refusal("limit_reached");
  if (written.kind !== "done") throw new Refusal("site_unknown");
  if (written.value === null) return answerChanged(c, written.snapshot);
  rememberSite(written.snapshot);
  const { change, by } = written.value;
  return c.json({ status: "pending", change, by }, 202);
};
