import type { Parcel } from "../../domain/rpc.ts";
import { FORGET_PUSHED } from "../push/pushed-store.ts";

/**
 * Every place of a shard that holds something on a profile beside the profile itself: what access reads is what erasure
 * removes. A table that names profiles has its entry here. `?1` is a JSON array of profile ids.
 */
export interface Place {
  readonly name: string;
  readonly table: string;
  /** Which rows are about the profiles. */
  readonly about: string;
  /** How rows are let go where their place in a sequence must stay; else they are deleted. */
  readonly forgetBy?: string;
}

const PROFILES = "(SELECT value FROM json_each(?1))";

/** Whether a column of JSON names a profile anywhere. */
const named = (column: string): string =>
  `EXISTS (SELECT 1 FROM json_each(?1) WHERE instr(${column}, value) > 0)`;

/** A message may name a profile anywhere; the one that tells of the erasure itself stays until it is delivered. */
const MENTIONED = `${named("body")}
   AND iif(json_valid(body), json_extract(body, '$.data.reason'), NULL) IS NOT 'erased'`;

export const PLACES: readonly Place[] = [
  { name: "identifier", table: "contact_secret", about: `contact IN ${PROFILES} OR digest IN ${PROFILES}` },
  { name: "pointer", table: "pointer", about: `id IN ${PROFILES} OR contact IN ${PROFILES}` },
  {
    name: "change",
    table: "change",
    // The exit that tells platforms of the erasure has its own time to go.
    about: `profile IN ${PROFILES} AND reason IS NOT 'erased'`,
    forgetBy: "profile = ''",
  },
  {
    name: "former_key",
    table: "former_key",
    // What platforms are to remove an erased contact by goes with the exit that tells them.
    about: `(profile IN ${PROFILES} OR digest IN ${PROFILES}) AND NOT erased`,
  },
  {
    name: "pushed",
    table: "pushed",
    about: `profile IN ${PROFILES}`,
    // What a destination was told is removed there under the hashes it was told; whose they were is forgotten at once.
    forgetBy: FORGET_PUSHED,
  },
  { name: "timer", table: "timer", about: `profile IN ${PROFILES}` },
  { name: "outbox", table: "outbox", about: MENTIONED },
  { name: "dead_letter", table: "dead_letter", about: MENTIONED },
  { name: "hit", table: "hit", about: `contact IN ${PROFILES}` },
  { name: "inbox", table: "inbox", about: `contact IN ${PROFILES}` },
  { name: "quarantine", table: "quarantine", about: `profile IN ${PROFILES}` },
  // An original names the browsers that it came by; without one of them it could not be restored as it was.
  {
    name: "merge",
    table: "merge",
    about: `origin IN ${PROFILES} OR target IN ${PROFILES} OR ${named("history")}`,
  },
  {
    name: "takeover",
    table: "takeover",
    about: `contact IN ${PROFILES} OR origin IN ${PROFILES} OR ${named("taken")}`,
  },
];

/** The profiles themselves, their memberships, and contacts that name a browser which is erased alone. */
export const PLACE_NAMES: readonly string[] = [
  "profile",
  "membership",
  "adopted",
  ...PLACES.map(({ name }) => name),
];

type Row = Record<string, string | number | null>;

export const rowsAbout = (sql: SqlStorage, { table, about }: Place, profiles: readonly string[]): Row[] =>
  sql.exec<Row>(`SELECT * FROM ${table} WHERE ${about}`, JSON.stringify(profiles)).toArray();

/** Returns how many rows went. */
const removeFrom = (
  sql: SqlStorage,
  { table, about, forgetBy }: Place,
  profiles: readonly string[],
): number => {
  const how = forgetBy === undefined ? `DELETE FROM ${table}` : `UPDATE ${table} SET ${forgetBy}`;
  return sql.exec(`${how} WHERE ${about} RETURNING 1 AS gone`, JSON.stringify(profiles)).toArray().length;
};

/**
 * The last thing that the feed says of a profile, where it is an exit, may not have reached every platform: it stays to
 * be told like the exits that an erasure itself brings, and goes with them.
 */
const keepLastExits = (sql: SqlStorage, profiles: readonly string[]): void => {
  sql.exec(
    `UPDATE change SET reason = 'erased'
     WHERE profile IN ${PROFILES} AND op = 'exit' AND NOT EXISTS (
       SELECT 1 FROM change AS later
       WHERE later.audience = change.audience AND later.seq > change.seq AND later.profile = change.profile
     )`,
    JSON.stringify(profiles),
  );
};

/** Clears every place of some profiles; returns how many rows went from each. */
export const clearPlaces = (
  sql: SqlStorage,
  profiles: readonly string[],
): { readonly place: string; readonly removed: number }[] => {
  keepLastExits(sql, profiles);
  return PLACES.map((place) => ({ place: place.name, removed: removeFrom(sql, place, profiles) }));
};

const column = (sql: SqlStorage, query: string, profiles: readonly string[]): string[] =>
  sql
    .exec<{ id: string }>(query, JSON.stringify(profiles))
    .toArray()
    .map(({ id }) => id);

/** Profiles of this shard that were moved into some contacts, or are other identifiers of theirs. */
export const leadingTo = (sql: SqlStorage, contacts: readonly string[]): string[] =>
  column(sql, `SELECT id FROM pointer WHERE contact IN ${PROFILES}`, contacts);

/** Where profiles of this shard were moved. */
export const movedTo = (sql: SqlStorage, profiles: readonly string[]): string[] =>
  column(sql, `SELECT contact AS id FROM pointer WHERE id IN ${PROFILES}`, profiles);

/** Parcels that still wait to be delivered for some profiles. */
export const parcelsOf = (sql: SqlStorage, profiles: readonly string[]): Parcel[] =>
  column(
    sql,
    `SELECT parcel AS id FROM pointer WHERE parcel IS NOT NULL AND (id IN ${PROFILES} OR contact IN ${PROFILES})`,
    profiles,
  ).map((parcel) => JSON.parse(parcel) as Parcel);

/** Contacts and identifiers of this shard that belong together. */
export const identifiedWith = (sql: SqlStorage, contacts: readonly string[]): string[] =>
  column(
    sql,
    `SELECT digest AS id FROM contact_secret WHERE contact IN ${PROFILES}
     UNION SELECT contact FROM contact_secret WHERE digest IN ${PROFILES}`,
    contacts,
  );
