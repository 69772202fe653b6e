import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { Slug } from "../../../../schemas/text.ts";
import type { Environment } from "../../../configuration/environment.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { checkAudience } from "../../../domain/audience/check.ts";
import type { AudienceCount } from "../../../domain/rpc.ts";
import { definitionsOf, type SiteSnapshot, type StoredAudience } from "../../../domain/site-snapshot.ts";
import { readJson } from "../../body.ts";
import { type HttpContext, openAudiencesWithKey, openSiteWithKey } from "../../context.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { findAudience } from "../../find-audience.ts";
import { isForAudience } from "../../access/key.ts";
import { Refusal } from "../../refusal.ts";

interface AudienceSummary {
  readonly id: string;
  readonly version: number;
  readonly status: "warming" | "ready";
  readonly size: number;
  /** While it is warming: how many stored profiles were evaluated with this version, of how many. */
  readonly progress?: { readonly evaluated: number; readonly profiles: number };
}

const summarise = ({ id, version }: StoredAudience, counts: readonly AudienceCount[]): AudienceSummary => {
  const total = (read: (count: AudienceCount) => number) =>
    counts.reduce((sum, count) => sum + read(count), 0);
  const size = total(({ members }) => members);
  if (counts.every(({ isReady }) => isReady)) return { id, version, status: "ready", size };
  const progress = {
    evaluated: total(({ evaluated }) => evaluated),
    profiles: total(({ profiles }) => profiles),
  };
  return { id, version, status: "warming", size, progress };
};

/** Summaries of several audiences with one call per shard. */
const summariesOf = async (
  env: Environment,
  snapshot: SiteSnapshot,
  audiences: readonly StoredAudience[],
): Promise<AudienceSummary[]> => {
  const ids = audiences.map(({ id }) => id);
  const counts = await askEveryShard(env, snapshot, (shard) => shard.count(ids, snapshot.version));
  return audiences.map((audience, i) =>
    summarise(
      audience,
      counts.flatMap((perShard) => perShard[i] ?? []),
    ),
  );
};

/** `GET /audiences`. */
export const listAudiences = async (c: HttpContext): Promise<Response> => {
  const { snapshot, limits } = await openAudiencesWithKey(c);
  const audiences = snapshot.audiences.filter(({ id }) => isForAudience(limits, id));
  const summaries = await summariesOf(c.env, snapshot, audiences);
  const names = audiences.map(({ definition }) => ({ name: definition.name, of: definition.of }));
  return c.json({ audiences: summaries.map((summary, i) => ({ ...summary, ...names[i] })) });
};

/** `GET /audiences/{id}`. */
export const getAudience = async (c: HttpContext): Promise<Response> => {
  const { snapshot, limits } = await openAudiencesWithKey(c);
  const audience = findAudience(snapshot, c.req.param("id") ?? "", limits);
  const [summary] = await summariesOf(c.env, snapshot, [audience]);
  return c.json({ ...summary, definition: audience.definition });
};

/** `PUT /audiences/{id}`: a new version; every stored profile is evaluated with it, a first slice before the answer. */
export const putAudience = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "write");
  const id = c.req.param("id") ?? "";
  if (!Slug.safeParse(id).success) throw new Refusal("audience_unknown");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const checked = checkAudience(body, id, definitionsOf(snapshot));
  if (!checked.ok) throw new Refusal(checked.code, { errors: checked.errors });
  const isNew = snapshot.audiences.every((audience) => audience.id !== id);
  const written = await siteObject(c.env, snapshot.id).putAudience(id, checked.definition, actor);
  if (written.kind === "limit") throw new Refusal("limit_reached");
  if (written.kind === "refused") throw new Refusal("audience_invalid", { errors: written.errors });
  if (written.kind !== "done") throw new Refusal("site_unknown");
  const changed = rememberSite(written.snapshot).snapshot;
  await askEveryShard(c.env, changed, (shard) => shard.sweep(changed.version));
  const [summary] = await summariesOf(c.env, changed, [written.value]);
  return c.json(summary, isNew ? 201 : 200);
};

/** `DELETE /audiences/{id}`: gone from reads and exports at once; rows follow. */
export const deleteAudience = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "write");
  const written = await siteObject(c.env, snapshot.id).deleteAudience(c.req.param("id") ?? "", actor);
  if (written.kind === "in_use") throw new Refusal("audience_in_use");
  if (written.kind !== "done") throw new Refusal("audience_unknown");
  const changed = rememberSite(written.snapshot).snapshot;
  await askEveryShard(c.env, changed, (shard) => shard.sweep(changed.version));
  return c.body(null, 204);
};
