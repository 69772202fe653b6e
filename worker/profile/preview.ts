import { PREVIEW_SAMPLE_MAX } from "../../schemas/limits.ts";
import type { AudienceSet } from "../domain/audience/audience-set.ts";
import { compileAudiences } from "../domain/audience/compile.ts";
import { type PreviewedAudience, previewProfile } from "../domain/profile/preview-audience.ts";
import type { PreviewPage, PreviewRequest } from "../domain/audience-preview.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import type { ShardState } from "./shard-state.ts";

type Previewed = Pick<PreviewRequest, "id" | "definition" | "overlap">;

/** The unsaved definition among the saved ones, in the place of the one with its id. */
const compile = ({ id, definition, overlap }: Previewed, { snapshot }: CompiledSite): PreviewedAudience => {
  const saved = snapshot.audiences.filter((audience) => audience.id !== id);
  const previewed = { id, version: 0, changedIn: 0, definition };
  const set = compileAudiences([...saved, previewed], snapshot.configuration.audiences);
  const audience = set.byId.get(id);
  if (audience === undefined) throw new Error("the previewed audience was compiled");
  return { set, audience, others: overlap.flatMap((other) => set.byId.get(other) ?? []) };
};

/** The last preview compiled beside a site's audiences: its next page comes soon. */
const latest = new WeakMap<AudienceSet, { readonly text: string; readonly previewed: PreviewedAudience }>();

const compileOnce = ({ id, definition, overlap }: PreviewRequest, site: CompiledSite): PreviewedAudience => {
  const text = JSON.stringify([id, definition, overlap]);
  const known = latest.get(site.rules.audiences);
  if (known?.text === text) return known.previewed;
  const previewed = compile({ id, definition, overlap }, site);
  latest.set(site.rules.audiences, { text, previewed });
  return previewed;
};

/** What an unsaved audience would say of one page of the shard's profiles. Stores nothing. */
export const previewPage = (
  state: ShardState,
  request: PreviewRequest,
  site: CompiledSite,
  now: number,
): PreviewPage => {
  const previewed = compileOnce(request, site);
  const rows = state.profiles.rowsAfter(request.after, request.limit);
  const found = rows.map((row) => ({
    id: row.id,
    ...previewProfile(previewed, state.profiles.fromRow(row), site.rules, now),
  }));
  const members = found.filter(({ member }) => member);
  return {
    profiles: rows.length,
    members: members.length,
    entries: found.reduce((sum, { entries }) => sum + entries, 0),
    exits: found.reduce((sum, { exits }) => sum + exits, 0),
    sample: members.slice(0, PREVIEW_SAMPLE_MAX).map(({ id }) => id),
    overlap: previewed.others.map(({ id }) => members.filter(({ shared }) => shared.includes(id)).length),
    next: rows.length < request.limit ? null : (rows.at(-1)?.id ?? null),
  };
};
