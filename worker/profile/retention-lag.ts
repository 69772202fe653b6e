import type { Profile } from "../domain/profile/profile.ts";
import { holdsChoices, keptUntil, oldestIn, retentionOf } from "../domain/profile/retention.ts";
import {
  NOTHING_OVERDUE,
  type Overdue,
  overdueOf,
  type RetentionClass,
  type RetentionPage,
  sumOverdue,
} from "../domain/retention-figures.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import { overdueChanges } from "./feed-retention.ts";
import { overdueRows } from "./retention-rows.ts";
import { agedProfile, headsAfter } from "./retention-slice.ts";
import type { ShardState } from "./shard-state.ts";

/** Of what class a profile is, and whether it is overdue. */
const overdueProfile = (
  { head, history }: Profile,
  rules: SiteRules,
  now: number,
): readonly [RetentionClass, Overdue] => {
  const retentionMs = retentionOf(head, rules, now);
  const oldest = oldestIn(history);
  if (oldest !== Infinity) return ["events", overdueOf(oldest, oldest + retentionMs, now)];
  const name = holdsChoices(head) ? "consent_choices" : "profiles";
  return [name, overdueOf(head.lastSeenAt, keptUntil(head, retentionMs), now)];
};

/** A row that cannot be read is one that the sweep counts when it comes by. */
const readableProfile = (...asked: Parameters<typeof agedProfile>): Profile | null => {
  try {
    return agedProfile(...asked);
  } catch {
    return null;
  }
};

/** What is held beyond its limit in one page of a shard's profiles, and with the first page in its other tables. */
export const overduePage = (
  state: ShardState,
  { after, limit }: { readonly after: string; readonly limit: number },
  rules: SiteRules,
  now: number,
): RetentionPage => {
  const rows = headsAfter(state.sql, after, limit);
  const overdue: Record<RetentionClass, Overdue> = {
    events: NOTHING_OVERDUE,
    profiles: NOTHING_OVERDUE,
    consent_choices: NOTHING_OVERDUE,
    quarantine: after === "" ? overdueRows(state.sql, "quarantine", now) : NOTHING_OVERDUE,
    changes: after === "" ? overdueChanges(state.sql, now) : NOTHING_OVERDUE,
    former_keys: after === "" ? overdueRows(state.sql, "former_keys", now) : NOTHING_OVERDUE,
    dead_letters: after === "" ? overdueRows(state.sql, "dead_letters", now) : NOTHING_OVERDUE,
  };
  for (const row of rows) {
    const profile = readableProfile(state, row, rules, now);
    if (profile === null) continue;
    const [name, one] = overdueProfile(profile, rules, now);
    overdue[name] = sumOverdue(overdue[name], one);
  }
  const walk = state.retention.read();
  return {
    overdue,
    jobFailures: after === "" ? state.jobFailures.all() : [],
    sweptAt: walk?.sweptAt ?? null,
    isSweeping: walk !== null && walk.stage !== null,
    next: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
  };
};
