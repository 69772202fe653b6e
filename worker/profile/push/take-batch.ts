import type { AudienceSettings } from "../../domain/destination/destination-parts.ts";
import { hasPushed, keysWithout, type PushedKeys } from "../../domain/destination/push-state.ts";
import type { MatchKeys } from "../../domain/match-key/match-keys.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { AudiencePlatform, PushMember } from "../../outbox/destination/audience-platform.ts";
import type { PushOp } from "../../outbox/destination/run-push.ts";
import { type MatchSource, readMatchKeys } from "../match-reader.ts";
import { createMemberReader } from "../members.ts";
import type { ShardState } from "../shard-state.ts";
import type { PushedRow } from "./pushed-store.ts";

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
  readonly source: MatchSource;
  readonly rules: SiteRules;
  readonly now: number;
}

/** Which of some profiles are in an audience of the destination and may leave for ad platforms, at this instant. */
const wantedOf = ({ state, settings, rules, now }: ListContext, profiles: readonly string[]): Set<string> => {
  const heads = state.sql
    .exec<{ id: string; head: string }>(
      "SELECT id, head FROM profile WHERE id IN (SELECT value FROM json_each(?))",
      JSON.stringify(profiles),
    )
    .toArray();
  const readers = settings.audiences
    .flatMap((audience) => rules.audiences.byId.get(audience) ?? [])
    .map((audience) => createMemberReader(state, audience, rules, now));
  return new Set(
    heads.filter(({ id, head }) => readers.some((read) => read(id, head) !== null)).map(({ id }) => id),
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

/** Rows that fit into one call. */
const cut = (rows: readonly PushedRow[], { rowsMax, rowsOf }: AudiencePlatform): PushedRow[] => {
  let left = rowsMax;
  return rows.filter(({ keys }) => (left -= rowsOf(keys)) >= 0);
};

/** Whom to take off: whoever is still wanted stays. */
const takeRemovals = (context: ListContext, rows: readonly PushedRow[]): TakenRow[] => {
  const { pushed } = context.state;
  const { destination, platform, now } = context;
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
  return cut(leaving, platform).map((row) => {
    pushed.put(destination, row);
    return { ...row, member: { keys: row.keys, description: null } };
  });
};

/**
 * Whom to bring. What is about to be sent is written first: whatever happens on the way, what may have arrived can be
 * named again. Keys that somebody had before and has no more are removed by themselves.
 */
const takeAdditions = (context: ListContext, rows: readonly PushedRow[]): TakenRow[] => {
  const { pushed } = context.state;
  const { destination, platform, now } = context;
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
  const found = readMatchKeys(
    context.source,
    staying.map(({ profile }) => profile),
    platform.wanted,
  );
  let left = platform.rowsMax;
  return staying.flatMap((row, index): TakenRow[] => {
    const match = found[index];
    const keys = match === undefined ? row.keys : keysOf(match);
    if (!isFindable(keys)) {
      // Perhaps later: another address makes it look again.
      pushed.orphan([{ destination, keys: row.keys }], now);
      pushed.put(destination, { ...row, state: "in", keys: { emails: [], phones: [], ids: [] } });
      return [];
    }
    left -= platform.rowsOf(keys);
    if (left < 0) return [];
    pushed.orphan([{ destination, keys: keysWithout(row.keys, keys) }], now);
    const intent: PushedRow = { ...row, state: "add", keys };
    pushed.put(destination, intent);
    return [{ ...intent, member: { keys, description: match?.description ?? null } }];
  });
};

/** The next batch, inside a transaction; empty where nothing of the kind waits. */
export const takeBatch = (context: ListContext, op: PushOp): TakenRow[] => {
  const { state, destination, platform } = context;
  for (;;) {
    const states = op === "add" ? (["add"] as const) : (["check", "remove"] as const);
    const rows = state.pushed.waiting(destination, states, platform.rowsMax);
    if (rows.length === 0) return [];
    const taken = op === "add" ? takeAdditions(context, rows) : takeRemovals(context, rows);
    if (taken.length > 0) return taken;
  }
};
