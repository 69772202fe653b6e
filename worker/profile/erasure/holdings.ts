import type { Held } from "../../../schemas/privacy.ts";
import type { HeldHere, Reach } from "../../domain/privacy/erasure.ts";
import { decodeProfile } from "../../domain/profile/codec.ts";
import type { Outreach } from "../../domain/outreach/outreach.ts";
import { isMember } from "../../domain/profile/membership-changes.ts";
import type { Profile } from "../../domain/profile/profile.ts";
import type { Parcel } from "../../domain/rpc.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { ShardState } from "../shard-state.ts";
import { viewOf } from "../views.ts";
import { identifiedWith, leadingTo, movedTo, PLACES, rowsAbout } from "./places.ts";

/** Whom the holdings of a shard are asked for. */
export interface Asked {
  readonly profiles: readonly string[];
  readonly reach: Reach;
}

type Rows = Record<string, readonly Held[]>;

/** Keys of browsers that take push messages stay sealed: they are of use to nobody but a sender. */
const shownOutreach = ({ push, ...outreach }: Outreach) => ({
  ...outreach,
  push: push.map(({ id, at }) => ({ id, at })),
});

/** All of a profile: what is shown of it, and what it keeps to work with. */
const heldProfile = (profile: Profile, rules: SiteRules, now: number): Held => {
  const { refused: _, ...view } = viewOf(profile, rules, [], now);
  const { gpc, isShared, standings, evaluatedVersion, timerAt, isExportable } = profile.head;
  const shown = {
    ...view,
    gpc,
    shared_browser: isShared,
    exportable: isExportable,
    standings: Object.entries(standings).map(([audience, standing]) => ({
      audience,
      version: standing.version,
      entered_at: standing.enteredAt,
      next_flip_at: standing.nextFlipAt,
      truncated: standing.truncated,
    })),
    evaluated_version: evaluatedVersion,
    next_look_at: timerAt,
    folded_until: profile.history.foldedUntil,
    folded_event_digests: profile.history.seen,
    browser_links: profile.history.links,
    outreach: shownOutreach(profile.history.outreach),
  };
  return shown as unknown as Held;
};

const membershipsOf = ({ id, head }: Profile): Held[] =>
  Object.entries(head.standings).flatMap(([audience, standing]) =>
    isMember(standing) ? [{ audience, profile: id }] : [],
  );

type Row = ReturnType<typeof rowsAbout>[number];

/** The contact as it was before it went into another; sealed addresses are of use to nobody. */
const shownMerge = ({ id, origin, target, at, head, history }: Row, rules: SiteRules, now: number): Held => {
  const kept = { id: String(origin), head: String(head), history: String(history) };
  const original = history === "" ? null : heldProfile(decodeProfile(kept), rules, now);
  return { id: id ?? null, origin: origin ?? null, target: target ?? null, at: at ?? null, original };
};

/** What JSON says; the text itself where it is none. */
const saidIn = (text: string): Held => {
  try {
    return JSON.parse(text) as Held;
  } catch {
    return text;
  }
};

/** JSON in a column is shown as what it says; a parcel as the profile that is in it. */
const shown = (place: string, row: Row, { reach }: Asked, rules: SiteRules, now: number): Held => {
  if (place === "outbox" || place === "dead_letter") {
    return { ...row, body: saidIn(String(row["body"])) };
  }
  if (place === "timer")
    return { due: row["due"] ?? null, kind: row["kind"] ?? null, profile: row["profile"] ?? null };
  if (place === "former_key") return { kind: row["kind"] ?? null, dropped_at: row["dropped_at"] ?? null };
  if (place === "merge") return shownMerge(row, rules, now);
  if (place === "pushed" && row["keys"] !== "") return { ...row, keys: saidIn(String(row["keys"])) };
  if (place === "takeover") return { ...row, taken: JSON.parse(String(row["taken"])) as Held };
  if (place !== "pointer") return row;
  const { id = null, contact = null, parcel = null } = row;
  const packed = parcel === null ? null : (JSON.parse(String(parcel)) as Parcel);
  return {
    id,
    // A typed address is a claim: whose it is must not be told to the browser it was typed in.
    ...(reach === "subject" ? { contact } : {}),
    parcel: packed === null ? null : heldProfile(decodeProfile(packed.visitor), rules, now),
  };
};

/** Everything that one shard holds on some profiles, place by place. */
export const holdings = (state: ShardState, asked: Asked, rules: SiteRules, now: number): HeldHere => {
  const { sql } = state;
  const browsers = asked.reach === "subject" ? leadingTo(sql, asked.profiles) : [];
  const profiles = [...new Set([...asked.profiles, ...browsers])];
  const stored = profiles.flatMap((id) => state.profiles.read(id) ?? []);
  const places: Rows = {};
  if (stored.length > 0) places["profile"] = stored.map((profile) => heldProfile(profile, rules, now));
  const memberships = stored.flatMap(membershipsOf);
  if (memberships.length > 0) places["membership"] = memberships;
  for (const place of PLACES) {
    const rows = rowsAbout(sql, place, profiles);
    if (rows.length > 0) places[place.name] = rows.map((row) => shown(place.name, row, asked, rules, now));
  }
  const consents = state.consents.of(profiles);
  if (consents.length > 0) places["consent"] = consents as unknown as Held[];
  if (asked.reach === "browser") return { places, related: [] };
  const adopted = stored.flatMap(({ history }) => history.adopted);
  const related = [...browsers, ...movedTo(sql, profiles), ...adopted, ...identifiedWith(sql, profiles)];
  return { places, related };
};
