import { mayLeaveForAds } from "../domain/consent/effective.ts";
import { decodeHead } from "../domain/profile/codec.ts";
import type { Head } from "../domain/profile/profile.ts";
import { consentOf } from "../domain/profile/standings.ts";
import type { ChangeRow, ChangesPage, ChangesRequest } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { MatchWanted } from "../domain/match-key/match-keys.ts";
import { readMatchKeys } from "./match-reader.ts";
import { createMemberReader, isOfContacts } from "./members.ts";
import type { StoredChange } from "./membership-store.ts";
import type { ShardState } from "./shard-state.ts";

const told = ({ op, profile, at, reason }: StoredChange): ChangeRow => ({ op, profile, at, reason });

/** Null where the profile is gone, or nothing can be read of it. */
const headIn = (text: string | null): Head | null => {
  try {
    return text === null ? null : decodeHead(text);
  } catch {
    return null;
  }
};

/**
 * An entry is told only while it may still be; an exit always. One that was held back when later exits were told is told only
 * where it still stands for a member.
 */
const mayTell = (
  { op, seq, isEnded, head: text }: StoredChange,
  { exitsAfter }: ChangesRequest,
  rules: SiteRules,
  now: number,
): boolean => {
  if (op === "exit") return true;
  if (isEnded && seq <= exitsAfter) return false;
  const head = headIn(text);
  return head !== null && mayLeaveForAds(consentOf(head, rules, now));
};

/** Lists of platforms are sets: of several changes of a profile the last of its kind stands for all. */
const lastOfEach = (changes: readonly StoredChange[]): StoredChange[] => [
  ...new Map(changes.map((change) => [`${change.op} ${change.profile}`, change])).values(),
];

/** Changes with the keys of the profiles. */
const withKeys = (
  state: ShardState,
  changes: readonly StoredChange[],
  { match, isRemoval }: { readonly match: MatchWanted; readonly isRemoval: boolean },
  rules: SiteRules,
  now: number,
): ChangeRow[] => {
  const subjects = changes.map(({ profile, head: text }) => {
    const head = headIn(text);
    const mayShowClickIds = head !== null && consentOf(head, rules, now).ad_storage;
    return { id: profile, region: head?.region ?? null, mayShowClickIds };
  });
  const keys = readMatchKeys(state, subjects, match, isRemoval);
  return changes.flatMap((change, i) => {
    const its = keys[i] ?? null;
    return its === null ? [] : [{ ...told(change), keys: its }];
  });
};

/**
 * What a platform's list lacks or has too much: whoever came and is a member, or went and is none. Then it is the same in
 * whichever order the texts of entries and exits are uploaded.
 */
const standing = (
  state: ShardState,
  changes: readonly StoredChange[],
  request: ChangesRequest,
  rules: SiteRules,
  now: number,
): StoredChange[] => {
  const audience = rules.audiences.byId.get(request.audience);
  const read = audience === undefined ? () => null : createMemberReader(state, audience, rules, now);
  const isMember = ({ profile, head }: StoredChange): boolean =>
    head !== null && read(profile, head) !== null;
  return lastOfEach(changes).filter((change) => isMember(change) === (change.op === "enter"));
};

/** One page of the feed. */
export const changesPage = (
  state: ShardState,
  request: ChangesRequest,
  rules: SiteRules,
  now: number,
): ChangesPage => {
  const { op, match, limit } = request;
  const stored = state.memberships.changes(request);
  const next = stored.length < limit ? null : (stored.at(-1)?.seq ?? null);
  const meant = stored.filter(
    (change) => (op === null || change.op === op) && mayTell(change, request, rules, now),
  );
  if (match === null) return { rows: meant.map(told), next };
  const changes = isOfContacts(match) ? standing(state, meant, request, rules, now) : meant;
  return { rows: withKeys(state, changes, { match, isRemoval: op === "exit" }, rules, now), next };
};
