import {
  COUNTED_PER_CALL,
  FULL_LOOK_MS,
  METER_ABANDONED_MS,
  METERED_SITES_MAX,
} from "../../../schemas/limits-guards.ts";
import { MINUTE_MS, SECOND_MS } from "../../../schemas/limits.ts";
import type { Environment } from "../../configuration/environment.ts";
import { siteObject } from "../../configuration/objects.ts";
import type { ProfileTally } from "../../domain/guard-rpc.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { countedFor, weightAt } from "../../domain/usage.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { everyPage } from "../shards/every-page.ts";
import { askEveryShard } from "../shards/every-shard.ts";
import { Refusal } from "../refusal.ts";

/** What this isolate has to tell a site's object. */
interface Meter {
  /** Events of the day as the object said last. */
  today: number;
  events: number;
  botEvents: number;
  /** Since when a request is telling it, by the wall clock; 0 where none is. */
  sendingSince: number;
  /** When it was asked last whether a full site still is, by the wall clock. */
  lookedAt: number;
}

const meters = new Map<string, Meter>();

const meterOf = (site: string): Meter => {
  let meter = meters.get(site);
  if (meter === undefined) {
    if (meters.size >= METERED_SITES_MAX) meters.clear();
    meter = { today: 0, events: 0, botEvents: 0, sendingSince: 0, lookedAt: 0 };
    meters.set(site, meter);
  }
  return meter;
};

/** All profiles that a site holds, and how many of them are held for bots'. */
export const countProfiles = async (
  env: Environment,
  snapshot: SiteSnapshot,
): Promise<Omit<ProfileTally, "next">> => {
  const pages = await askEveryShard(env, snapshot, (shard) =>
    everyPage((after) => shard.tally(after, COUNTED_PER_CALL)),
  );
  return pages
    .flat()
    .reduce((sum, { profiles, bots }) => ({ profiles: sum.profiles + profiles, bots: sum.bots + bots }), {
      profiles: 0,
      bots: 0,
    });
};

/** What came while this was under way goes along in a second round; what comes then waits for the next event. */
const ROUNDS_MAX = 2;

const tell = async (env: Environment, snapshot: SiteSnapshot, meter: Meter): Promise<void> => {
  meter.sendingSince = Date.now();
  const site = siteObject(env, snapshot.id);
  try {
    for (let round = 0; round === 0 || (round < ROUNDS_MAX && meter.events > 0); round++) {
      const { events, botEvents } = meter;
      meter.events = 0;
      meter.botEvents = 0;
      const { today, isCountDue } = await site.useEvents({ events, botEvents });
      meter.today = today;
      if (isCountDue) await site.keepProfileCount((await countProfiles(env, snapshot)).profiles);
    }
  } catch {
    // The events are stored and answered. The estimate misses a few.
  } finally {
    meter.sendingSince = 0;
  }
};

const tellSoon = (c: HttpContext, snapshot: SiteSnapshot, meter: Meter): void => {
  if (Date.now() - meter.sendingSince < METER_ABANDONED_MS) return;
  c.executionCtx.waitUntil(tell(c.env, snapshot, meter));
};

/** Where nobody new comes in, nothing is accepted that would be counted. */
const lookAgain = (c: HttpContext, snapshot: SiteSnapshot): void => {
  const meter = meterOf(snapshot.id);
  if (Date.now() - meter.lookedAt < MINUTE_MS) return;
  meter.lookedAt = Date.now();
  tellSoon(c, snapshot, meter);
};

/** Counts accepted events for the site's usage, after the answer. */
export const meterEvents = (
  c: HttpContext,
  { snapshot }: SiteContext,
  events: number,
  isBots: boolean,
): void => {
  if (events === 0) return;
  const meter = meterOf(snapshot.id);
  const counted = countedFor(events, weightAt(meter.today), Math.random());
  if (counted === 0) return;
  meter.events += counted;
  if (isBots) meter.botEvents += counted;
  tellSoon(c, snapshot, meter);
};

/** The refusal of events of a site that has used up what it may; null where they are taken. Choices alone always are. */
export const quotaRefusal = (
  c: HttpContext,
  { snapshot, now }: SiteContext,
  events: number,
  isNewProfile: boolean,
): Refusal | null => {
  const { closedUntil, isFull } = snapshot;
  if (events === 0) return null;
  if (isFull) lookAgain(c, snapshot);
  const waitMs = closedUntil > now ? closedUntil - now : isNewProfile && isFull ? FULL_LOOK_MS : 0;
  return waitMs > 0 ? new Refusal("quota_exceeded", {}, Math.ceil(waitMs / SECOND_MS)) : null;
};
