import type { CompiledAudience } from "../domain/audience/compiled-audience.ts";
import type { Granted } from "../domain/consent/effective.ts";
import { mayLeaveForAds } from "../domain/consent/effective.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import type { MatchWanted } from "../domain/match-key/match-keys.ts";
import { decodeHead } from "../domain/profile/codec.ts";
import type { Head, Standing } from "../domain/profile/profile.ts";
import { standingIn } from "../domain/profile/membership-changes.ts";
import { consentOf, standingOf } from "../domain/profile/standings.ts";
import type { CountRequest, MemberRow, MembersPage, MembersRequest } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { readMatchKeys } from "./match-reader.ts";
import type { ShardState } from "./shard-state.ts";

/** A member at one instant that may be told of. */
export interface ReadMember {
  readonly row: MemberRow;
  readonly head: Head;
  readonly granted: Granted;
}

/** Tells of a stored member whether it is one at this instant and may be told of. */
export const createMemberReader =
  (state: ShardState, audience: CompiledAudience, rules: SiteRules, now: number) =>
  (id: string, headText: string): ReadMember | null => {
    const head = decodeHead(headText);
    const granted = consentOf(head, rules, now);
    if (!mayLeaveForAds(granted) || !(isContactId(id) || granted.ad_storage)) return null;
    const stored: Standing | undefined = standingIn(head.standings, audience.id);
    const isCurrent =
      stored?.version === audience.version && (stored.nextFlipAt === null || stored.nextFlipAt > now);
    const profile = isCurrent ? null : state.profiles.read(id);
    const standing = profile === null ? stored : standingOf(audience, profile, rules, granted, now);
    if (standing === undefined || standing.enteredAt === null) return null;
    return {
      row: { profile: id, entered_at: standing.enteredAt, next_flip_at: standing.nextFlipAt },
      head,
      granted,
    };
  };

/** Whether nothing but addresses is of use, which visitors have none of. A shard holds visitors or contacts, never both. */
export const isOfContacts = (match: MatchWanted | null): boolean => match !== null && !match.clickIds;

/** Adds the keys of members that can be found by any. */
const withKeys = (state: ShardState, members: readonly ReadMember[], match: MatchWanted): MemberRow[] => {
  const subjects = members.map(({ row, head, granted }) => ({
    id: row.profile,
    head,
    mayShowClickIds: granted.ad_storage,
  }));
  const keys = readMatchKeys(state, subjects, match, false);
  return members.flatMap(({ row }, i) => {
    const its = keys[i] ?? null;
    return its === null ? [] : [{ ...row, keys: its }];
  });
};

/** One page of the members that may leave for ad platforms, each checked at this instant. */
export const membersPage = (
  state: ShardState,
  request: MembersRequest,
  rules: SiteRules,
  now: number,
): MembersPage => {
  const { match, limit } = request;
  const audience = rules.audiences.byId.get(request.audience);
  if (audience === undefined) return { rows: [], next: null };
  const read = createMemberReader(state, audience, rules, now);
  const stored = state.memberships.members(request);
  const last = stored.at(-1)?.profile ?? null;
  if (isOfContacts(match) && last !== null && !isContactId(last)) return { rows: [], next: null };
  const members = stored.flatMap(({ profile, head }) => read(profile, head) ?? []);
  const rows = match === null ? members.map(({ row }) => row) : withKeys(state, members, match);
  return { rows, next: stored.length < limit ? null : last };
};

/** How many members may leave for ad platforms: no more are looked at than are asked for. */
export const countExportable = (
  state: ShardState,
  { audience, entered, atMost }: CountRequest,
  rules: SiteRules,
  now: number,
): number => {
  let count = 0;
  let after: string | null = "";
  while (after !== null && count < atMost) {
    const request: MembersRequest = { audience, after, limit: atMost, match: null, entered };
    const page: MembersPage = membersPage(state, request, rules, now);
    count += page.rows.length;
    after = page.next;
  }
  return Math.min(count, atMost);
};
