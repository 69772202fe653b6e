import { PREVIEW_SAMPLE_MAX } from "../../schemas/limits.ts";
import { compileAudiences } from "../domain/audience/compile.ts";
import { decodeProfile } from "../domain/profile/codec.ts";
import { type PreviewedAudience, previewProfile } from "../domain/profile/preview-audience.ts";
import type { PreviewPage, PreviewRequest } from "../domain/rpc.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import type { ShardState } from "./shard-state.ts";

/** The unsaved definition among the saved ones, in the place of the one with its id. */
export const compilePreview = (
  { id, definition, overlap }: PreviewRequest,
  { snapshot }: CompiledSite,
): PreviewedAudience => {
  const saved = snapshot.audiences.filter((audience) => audience.id !== id);
  const previewed = { id, version: 0, changedIn: 0, definition };
  const set = compileAudiences([...saved, previewed], snapshot.configuration.audiences);
  const audience = set.byId.get(id);
  if (audience === undefined) throw new Error("the previewed audience was compiled");
  return { set, audience, others: overlap.flatMap((other) => set.byId.get(other) ?? []) };
};

/** What an unsaved audience would say of one page of the shard's profiles. Stores nothing. */
export const previewPage = (
  state: ShardState,
  request: PreviewRequest,
  previewed: PreviewedAudience,
  { rules }: CompiledSite,
  now: number,
): PreviewPage => {
  const rows = state.profiles.rowsAfter(request.after, request.limit);
  const overlap = request.overlap.map(() => 0);
  const sample: string[] = [];
  let [members, entries, exits] = [0, 0, 0];
  for (const row of rows) {
    const profile = state.profiles.peek(row.id) ?? decodeProfile(row);
    const found = previewProfile(previewed, profile, rules, now);
    entries += found.entries;
    exits += found.exits;
    if (!found.member) continue;
    members += 1;
    if (sample.length < PREVIEW_SAMPLE_MAX) sample.push(row.id);
    for (const id of found.shared) overlap[request.overlap.indexOf(id)]! += 1;
  }
  const next = rows.length < request.limit ? null : (rows.at(-1)?.id ?? null);
  return { profiles: rows.length, members, entries, exits, sample, overlap, next };
};
