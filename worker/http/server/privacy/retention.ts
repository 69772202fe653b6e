import {
  CHANGE_RETENTION_MS,
  DEAD_LETTER_RETENTION_MS,
  PREVIEW_PROFILES_PER_CALL,
  QUARANTINE_RETENTION_MS,
} from "../../../../schemas/limits.ts";
import {
  NOTHING_OVERDUE,
  RETENTION_CLASSES,
  type RetentionClass,
  sumOverdue,
} from "../../../domain/retention-figures.ts";
import { sumJobFailures } from "../../../domain/job-failures.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { everyPage } from "../../shards/every-page.ts";
import { askEveryShard } from "../../shards/every-shard.ts";

/** Milliseconds; null where the rule of the profile's region says for how long. */
const LIMITS_MS: Readonly<Record<RetentionClass, number | null>> = {
  events: null,
  profiles: null,
  consent_choices: null,
  quarantine: QUARANTINE_RETENTION_MS,
  changes: CHANGE_RETENTION_MS,
  former_keys: CHANGE_RETENTION_MS,
  dead_letters: DEAD_LETTER_RETENTION_MS,
};

/**
 * `GET /privacy/retention`: what each class holds beyond its limit, for how long, when the last sweep ended, and what
 * background work could not process.
 */
export const getRetention = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "privacy");
  const shards = await askEveryShard(c.env, snapshot, (shard) =>
    everyPage((after) => shard.overdue(after, PREVIEW_PROFILES_PER_CALL, snapshot.version)),
  );
  const pages = shards.flat();
  const swept = pages.flatMap(({ sweptAt }) => sweptAt ?? []);
  // The shard that was swept the longest ago speaks for all; one that holds nothing is never swept.
  const lastSweepAt = swept.length === 0 ? null : Math.min(...swept);
  const classes = RETENTION_CLASSES.map((name) => {
    const { count, oldestAt, lagMs } = pages
      .map(({ overdue }) => overdue[name])
      .reduce(sumOverdue, NOTHING_OVERDUE);
    return {
      class: name,
      limit_ms: LIMITS_MS[name],
      overdue: count,
      oldest_at: oldestAt,
      lag_ms: lagMs,
      last_sweep_at: lastSweepAt,
    };
  });
  const failures = sumJobFailures(pages.flatMap(({ jobFailures }) => jobFailures)).map(
    ({ lastAt, ...counted }) => ({ ...counted, last_at: lastAt }),
  );
  return c.json({
    status: pages.some(({ isSweeping }) => isSweeping) ? "sweeping" : "ready",
    classes,
    background_failures: failures,
  });
};
