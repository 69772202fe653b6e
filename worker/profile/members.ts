import type { Purpose, RegionRule, RequestRegion } from "../../schemas/consent.ts";
import type { CompiledAudience } from "../domain/audience/compiled-audience.ts";
import { isGranted, mayLeaveForAds } from "../domain/consent/effective.ts";
import { formatOf } from "../domain/export/member-formats.ts";
import { isContactId } from "../domain/identity/profile-id.ts";
import type { MatchWanted } from "../domain/match-key/match-keys.ts";
import { decodeHead } from "../domain/profile/codec.ts";
import { briefOf } from "../domain/profile/head-brief.ts";
import type { Standing } from "../domain/profile/profile.ts";
import { standingIn } from "../domain/profile/membership-changes.ts";
import { consentOf, standingOf } from "../domain/profile/standings.ts";
import type { CountRequest, MembersText } from "../domain/export-rpc.ts";
import type { MemberRow, MembersPage, MembersRequest } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { readMatchKeys } from "./match-reader.ts";
import type { StoredEntry } from "./membership-store.ts";
import type { ShardState } from "./shard-state.ts";

/** A member at one instant that may be told of. */
export interface ReadMember {
  readonly row: MemberRow;
  readonly region: RequestRegion;
  readonly mayShowClickIds: boolean;
}

/** Of whom nothing can be read, nothing may be told, and the others are; the sweep counts the row when it comes by. */
const unlessBroken = (read: () => ReadMember | null): ReadMember | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

/** Tells of a profile whether it is a member at this instant and may be told of. */
export const createMemberReader =
  (state: ShardState, audience: CompiledAudience, rules: SiteRules, now: number) =>
  (id: string, headText: string): ReadMember | null =>
    unlessBroken(() => {
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
        region: head.region,
        mayShowClickIds: granted.ad_storage,
      };
    });

/** Texts of single rows show nothing of where they are sent. */
const NO_TARGET = { list: null, session: null, estimate: 0 };

/** Whether nothing but addresses is of use, which visitors have none of. A shard holds visitors or contacts, never both. */
export const isOfContacts = (match: MatchWanted | null): boolean => match !== null && !match.clickIds;

/** Adds the keys of members that can be found by any. */
const withKeys = (state: ShardState, members: readonly ReadMember[], match: MatchWanted): MemberRow[] => {
  const subjects = members.map(({ row, ...member }) => ({ id: row.profile, ...member }));
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
  const { match } = request;
  const audience = rules.audiences.byId.get(request.audience);
  if (audience === undefined) return { rows: [], next: null };
  const { entries, next } = state.memberships.entries(request);
  const last = entries.at(-1);
  if (isOfContacts(match) && last !== undefined && !isContactId(last.profile))
    return { rows: [], next: null };
  const members = readMembers(state, audience, entries, rules, now);
  return { rows: match === null ? members.map(({ row }) => row) : withKeys(state, members, match), next };
};

/** Most members of a page come from a few regions, and the instant is one. */
const createRuleMemo = (rules: SiteRules, now: number): ((region: RequestRegion) => RegionRule) => {
  const known = new Map<string | null, Map<string | null, RegionRule>>();
  return (region) => {
    const { country, subdivision } = region;
    let ofCountry = known.get(country);
    if (ofCountry === undefined) {
      ofCountry = new Map();
      known.set(country, ofCountry);
    }
    let rule = ofCountry.get(subdivision);
    if (rule === undefined) {
      rule = rules.ruleFor(region, now);
      ofCountry.set(subdivision, rule);
    }
    return rule;
  };
};

/**
 * The members that the entries of a page stand for. What is stored says all of a member that is due for no change; the others
 * are read whole.
 */
const readMembers = (
  state: ShardState,
  audience: CompiledAudience,
  stored: readonly StoredEntry[],
  rules: SiteRules,
  now: number,
): ReadMember[] => {
  const read = createMemberReader(state, audience, rules, now);
  const members: ReadMember[] = [];
  const ruleFor = createRuleMemo(rules, now);
  const readStored = ({ profile, head }: StoredEntry): ReadMember | null => {
    const { region, gpc, choices, standing } = briefOf(head, audience.id);
    const isCurrent =
      standing?.version === audience.version && (standing.nextFlipAt === null || standing.nextFlipAt > now);
    if (!isCurrent) return read(profile, head);
    const { enteredAt, nextFlipAt } = standing;
    const rule = ruleFor(region);
    const may = (purpose: Purpose): boolean => isGranted(rule, choices, gpc, purpose);
    if (enteredAt === null || !may("ad_user_data") || !may("ad_personalization")) return null;
    const mayShowClickIds = may("ad_storage");
    if (!isContactId(profile) && !mayShowClickIds) return null;
    return { row: { profile, entered_at: enteredAt, next_flip_at: nextFlipAt }, region, mayShowClickIds };
  };
  for (const entry of stored) {
    const member = unlessBroken(() => readStored(entry));
    if (member !== null) members.push(member);
  }
  return members;
};

/** One page as text, in a format whose rows are texts of their own. */
export const memberLines = (
  state: ShardState,
  request: MembersRequest,
  variant: string,
  rules: SiteRules,
  now: number,
): MembersText => {
  const { rows, next } = membersPage(state, request, rules, now);
  const writer = formatOf(variant)?.members(NO_TARGET);
  return { text: writer?.write(rows) ?? "", rows: rows.length, next };
};

/** How many members may leave for ad platforms: no more are looked at than are asked for. */
export const countExportable = (
  state: ShardState,
  { audience, after: first, match, atMost }: CountRequest,
  rules: SiteRules,
  now: number,
): number => {
  let count = 0;
  let after: number | null = first;
  while (after !== null && count < atMost) {
    const request: MembersRequest = { audience, after, upTo: null, limit: atMost, match };
    const page: MembersPage = membersPage(state, request, rules, now);
    count += page.rows.length;
    after = page.next;
  }
  return Math.min(count, atMost);
};
