import type { CompiledAudience } from "../domain/audience/compiled-audience.ts";
import { mayLeaveForAds } from "../domain/consent/effective.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import { decodeHead } from "../domain/profile/codec.ts";
import type { Standing } from "../domain/profile/profile.ts";
import { standingIn } from "../domain/profile/membership-changes.ts";
import { consentOf, standingOf } from "../domain/profile/standings.ts";
import type { ChangesPage, ChangesRequest, MemberRow, MembersPage, MembersRequest } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ShardState } from "./shard-state.ts";

/** Tells of a stored member whether it is one at this instant and may be told of. */
export const createMemberReader = (
  state: ShardState,
  audience: CompiledAudience,
  rules: SiteRules,
  now: number,
) => {
  return (id: string, headText: string): MemberRow | null => {
    const head = decodeHead(headText);
    const granted = consentOf(head, rules, now);
    if (!mayLeaveForAds(granted) || !(isContactId(id) || granted.ad_storage)) return null;
    const stored: Standing | undefined = standingIn(head.standings, audience.id);
    const isCurrent =
      stored?.version === audience.version && (stored.nextFlipAt === null || stored.nextFlipAt > now);
    const profile = isCurrent ? null : state.profiles.read(id);
    const standing = profile === null ? stored : standingOf(audience, profile, rules, granted, now);
    if (standing === undefined || standing.enteredAt === null) return null;
    return { profile: id, entered_at: standing.enteredAt, next_flip_at: standing.nextFlipAt };
  };
};

const audienceOf = (rules: SiteRules, id: string): CompiledAudience | null =>
  rules.audiences.byId.get(id) ?? null;

/** One page of the members that may leave for ad platforms, each checked at this instant. */
export const membersPage = (
  state: ShardState,
  request: MembersRequest,
  rules: SiteRules,
  now: number,
): MembersPage => {
  const audience = audienceOf(rules, request.audience);
  if (audience === null) return { rows: [], next: null };
  const read = createMemberReader(state, audience, rules, now);
  const stored = state.memberships.members(request);
  const rows = stored.flatMap(({ profile, head }) => read(profile, head) ?? []);
  return { rows, next: stored.length < request.limit ? null : (stored.at(-1)?.profile ?? null) };
};

const PAGE = 5_000;

export const countExportable = (
  state: ShardState,
  audience: string,
  rules: SiteRules,
  now: number,
): number => {
  let count = 0;
  let after: string | null = "";
  while (after !== null) {
    const page: MembersPage = membersPage(state, { audience, after, limit: PAGE }, rules, now);
    count += page.rows.length;
    after = page.next;
  }
  return count;
};

/** One page of the feed. An entry is told only while it may still be; an exit always. */
export const changesPage = (
  state: ShardState,
  request: ChangesRequest,
  rules: SiteRules,
  now: number,
): ChangesPage => {
  const mayTell = (profile: string): boolean => {
    const stored = state.profiles.read(profile);
    return stored !== null && mayLeaveForAds(consentOf(stored.head, rules, now));
  };
  const stored = state.memberships.changes(request);
  const rows = stored
    .filter(({ op, profile }) => op === "exit" || mayTell(profile))
    .map(({ op, profile, at, reason }) => ({ op, profile, at, reason }));
  return { rows, next: stored.length < request.limit ? null : (stored.at(-1)?.seq ?? null) };
};
