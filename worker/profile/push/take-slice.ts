import type { AudienceSettings } from "../../domain/destination/destination-parts.ts";
import { hasPushed, keysWithout, NO_PUSHED, type PushedKeys } from "../../domain/destination/push-state.ts";
import type { MatchKeys } from "../../domain/match-key/match-keys.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { AudiencePlatform, PushMember } from "../../outbox/destination/audience-platform.ts";
import type { PushOp } from "../../outbox/destination/run-push.ts";
import { readMatchKeys } from "../match-reader.ts";
import { createMemberReader, type ReadMember } from "../members.ts";
import type { ShardState } from "../shard-state.ts";
import type { PushedRow, PushedState } from "./pushed-store.ts";

/** A row of a list with what its platform is told of it. */
export interface TakenRow extends PushedRow {
  readonly member: PushMember;
}

/** A destination and what it is filled from, as they are at this instant. */
export interface ListContext {
  readonly state: ShardState;
  readonly destination: string;
  readonly settings: AudienceSettings;
  readonly platform: AudiencePlatform;
  readonly rules: SiteRules;
  readonly now: number;
}

/** Which of some profiles are in an audience of the destination and may leave for ad platforms, at this instant. */
const wantedOf = (
  { state, settings, rules, now }: ListContext,
  profiles: readonly string[],
): Map<string, ReadMember> => {
  const heads = state.sql
    .exec<{ id: string; head: string }>(
      "SELECT id, head FROM profile WHERE id IN (SELECT value FROM json_each(?))",
      JSON.stringify(profiles),
    )
    .toArray();
  const readers = settings.audiences
    .flatMap((audience) => rules.audiences.byId.get(audience) ?? [])
    .map((audience) => createMemberReader(state, audience, rules, now));
  const readFirst = (id: string, head: string): ReadMember | null => {
    for (const read of readers) {
      const member = read(id, head);
      if (member !== null) return member;
    }
    return null;
  };
  return new Map(
    heads.flatMap(({ id, head }) => {
      const read = readFirst(id, head);
      return read === null ? [] : [[id, read] as const];
    }),
  );
};

const known = (hashes: readonly (readonly string[])[]): string[] => [
  ...new Set(hashes.flat().filter((hash) => hash !== "")),
];

const keysOf = ({ emails, phones, description }: MatchKeys): PushedKeys => {
  const id = description?.externalId ?? "";
  return { emails: known(emails), phones: known(phones), ids: id === "" ? [] : [id] };
};

const isFindable = ({ emails, phones }: PushedKeys): boolean => emails.length + phones.length > 0;

/** Whom to take off: whoever is still wanted stays. */
const takeRemovals = (context: ListContext, rows: readonly PushedRow[]): TakenRow[] => {
  const { pushed } = context.state;
  const { destination, now } = context;
  const wanted = wantedOf(
    context,
    rows.map(({ profile }) => profile),
  );
  const leaving: PushedRow[] = [];
  for (const row of rows) {
    if (wanted.has(row.profile)) {
      pushed.put(destination, { ...row, state: row.state === "check" ? "in" : "add" });
      if (row.state === "remove") context.state.pushes.wake(destination, "add", now);
    } else if (hasPushed(row.keys)) leaving.push({ ...row, state: "remove" });
    else pushed.drop(destination, row.profile);
  }
  return leaving.map((row) => {
    pushed.put(destination, row);
    return { ...row, member: { keys: row.keys, description: null } };
  });
};

/** Looks at somebody once more; null where there is nothing to send. */
const refreshed = (
  { state, destination, now }: ListContext,
  row: PushedRow,
  match: MatchKeys | null | undefined,
): TakenRow | null => {
  const keys = match == null ? NO_PUSHED : keysOf(match);
  state.pushed.orphan([{ destination, keys: keysWithout(row.keys, keys) }], now);
  const isSendable = isFindable(keys);
  // Nobody without an address is found: perhaps later, another address makes it look again.
  const next: PushedRow = { ...row, state: isSendable ? "add" : "in", keys: isSendable ? keys : NO_PUSHED };
  state.pushed.put(destination, next);
  return isSendable ? { ...next, member: { keys, description: match?.description ?? null } } : null;
};

/**
 * Whom to bring. What is about to be sent is written first: whatever happens on the way, what may have arrived can be
 * named again. Keys that somebody had before and has no more are removed by themselves, and before anything is added:
 * they may be somebody else's now. Null where something has to be removed first.
 */
const takeAdditions = (context: ListContext, rows: readonly PushedRow[]): TakenRow[] | null => {
  const { pushed } = context.state;
  const { destination, platform } = context;
  const wanted = wantedOf(
    context,
    rows.map(({ profile }) => profile),
  );
  for (const row of rows) {
    if (wanted.has(row.profile)) continue;
    if (hasPushed(row.keys)) pushed.put(destination, { ...row, state: "remove" });
    else pushed.drop(destination, row.profile);
  }
  const staying = rows.filter(({ profile }) => wanted.has(profile));
  const subjects = staying.map(({ profile: id }) => ({
    id,
    region: wanted.get(id)?.region ?? null,
    mayShowClickIds: false,
  }));
  const found = readMatchKeys(context.state, subjects, platform.wanted, false);
  const before = pushed.countRemovals(destination);
  const fresh = staying.flatMap((row, index) => refreshed(context, row, found[index]) ?? []);
  return pushed.countRemovals(destination) > before ? null : fresh;
};

/** States of rows that a call is about. Taking one of the second makes it one of the first: they come last. */
export const STATES_OF: Readonly<Record<PushOp, readonly PushedState[]>> = {
  add: ["add", "again"],
  remove: ["remove", "check"],
};

/** Some rows in the order of their profiles. */
export interface Slice {
  readonly rows: readonly TakenRow[];
  /** Where the next slice starts; null at the end. */
  readonly next: string | null;
  /** Something has to be removed before anything is added. */
  readonly isBlocked: boolean;
}

/** Looks at the next rows of a state, inside a transaction: short, because whoever is on the site waits for it. */
export const takeSlice = (
  context: ListContext,
  op: PushOp,
  from: PushedState,
  after: string,
  limit: number,
): Slice => {
  const { state, destination } = context;
  const rows = state.pushed.waiting(destination, from, after, limit);
  const taken = op === "add" ? takeAdditions(context, rows) : takeRemovals(context, rows);
  const next = rows.length < limit ? null : (rows.at(-1)?.profile ?? null);
  return { rows: taken ?? [], next, isBlocked: taken === null };
};
