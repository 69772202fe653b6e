import {
  CONFIGURATION_BODY_MAX_BYTES,
  PREVIEW_PROFILES_PER_CALL,
  PREVIEW_SAMPLE_MAX,
} from "../../../../schemas/limits.ts";
import { Slug } from "../../../../schemas/text.ts";
import { checkAudience } from "../../../domain/audience/check.ts";
import type { PreviewPage } from "../../../domain/audience-preview.ts";
import { definitionsOf, type SiteSnapshot } from "../../../domain/site-snapshot.ts";
import { readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { everyPage } from "../../shards/every-page.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { Refusal } from "../../refusal.ts";
import { findAudience } from "../../find-audience.ts";

/** Audiences to compare with: those that are named, or all others. */
const askedOverlap = (query: string | undefined, snapshot: SiteSnapshot, id: string): string[] => {
  if (query === undefined)
    return snapshot.audiences.map((audience) => audience.id).filter((other) => other !== id);
  const names = [...new Set(query.split(",").filter((name) => name !== ""))];
  return names.map((name) => findAudience(snapshot, name).id).filter((other) => other !== id);
};

const sum = (a: PreviewPage, b: PreviewPage): PreviewPage => ({
  profiles: a.profiles + b.profiles,
  members: a.members + b.members,
  entries: a.entries + b.entries,
  exits: a.exits + b.exits,
  sample: [...a.sample, ...b.sample].slice(0, PREVIEW_SAMPLE_MAX),
  overlap: a.overlap.map((count, index) => count + (b.overlap[index] ?? 0)),
  next: b.next,
});

/** Some of each shard's members in turn, so that no shard fills the sample alone. */
const spread = (samples: readonly (readonly string[])[]): string[] => {
  const longest = Math.max(0, ...samples.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => samples.flatMap((sample) => sample[turn] ?? []));
  return turns.flat().slice(0, PREVIEW_SAMPLE_MAX);
};

/** `POST /audiences/{id}/preview`: what a definition would come to, without saving it. */
export const previewAudience = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  const id = c.req.param("id") ?? "";
  if (!Slug.safeParse(id).success) throw new Refusal("audience_unknown");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const checked = checkAudience(body, id, definitionsOf(snapshot));
  if (!checked.ok) throw new Refusal(checked.code, { errors: checked.errors });
  const overlap = askedOverlap(c.req.query("overlap"), snapshot, id);
  const request = { id, definition: checked.definition, overlap };
  const shards = await askEveryShard(c.env, snapshot, async (shard) => {
    const pages = await everyPage((after) =>
      shard.preview({ ...request, after, limit: PREVIEW_PROFILES_PER_CALL }, snapshot.version),
    );
    return pages.reduce(sum);
  });
  const total = shards.reduce(sum);
  return c.json({
    id,
    size: total.members,
    profiles: total.profiles,
    sample: spread(shards.map(({ sample }) => sample)),
    overlap: Object.fromEntries(overlap.map((other, index) => [other, total.overlap[index] ?? 0])),
    last_30_days: { entries: total.entries, exits: total.exits },
  });
};
