import { FULL_LOOK_MS, USAGE_DAYS_SHOWN } from "../../schemas/limits-guards.ts";
import type { QuotaSettings } from "../../schemas/quotas.ts";
import { clock } from "../configuration/clock.ts";
import type { Metered } from "../domain/site-rpc.ts";
import {
  eventsUntilCount,
  type EventsUsed,
  type UsageDay,
  usageDay,
  type UsageOfDay,
} from "../domain/usage.ts";
import { CLOSED_UNTIL, IS_FULL, ONLY, readConfiguration } from "./read-snapshot.ts";
import { SiteObject } from "./site-object.ts";

const PROFILES = "profiles";
const COUNTED_AT = "profiles_counted_at";
/** Events after which profiles are counted again. */
const COUNT_AFTER = "profiles_count_after";

/** A site that knows how much of it is used, and closes where a quota says so. */
export abstract class MeteredSite extends SiteObject {
  /** The day that was asked for last, and where: each look into a calendar takes as long as counting the events. */
  #lastDay: { readonly zone: string; readonly day: UsageDay } | null = null;

  async useEvents(used: EventsUsed): Promise<Metered> {
    const configuration = this.exists ? readConfiguration(this.config) : null;
    if (configuration === null) return { today: 0, isCountDue: false };
    const { timezone, quotas } = configuration;
    const now = clock.now();
    const { day, end } = this.#dayOf(now, timezone);
    const today = used.events === 0 ? this.usage.eventsOf(day) : this.usage.add(day, used);
    const isSpent = quotas.events_per_day !== null && today >= quotas.events_per_day;
    if (isSpent && this.meta.readNumber(CLOSED_UNTIL) <= now) {
      this.#note("quota.reached", "events_per_day", () => this.meta.write(CLOSED_UNTIL, end));
    }
    return { today, isCountDue: this.#isCountDue(quotas.profiles, used.events, now) };
  }

  async keepProfileCount(profiles: number): Promise<void> {
    const quota = (this.exists ? readConfiguration(this.config) : null)?.quotas.profiles ?? null;
    if (quota === null) return;
    this.transact(() => {
      this.meta.write(PROFILES, profiles);
      this.meta.write(COUNTED_AT, clock.now());
      this.meta.write(COUNT_AFTER, eventsUntilCount(profiles, quota));
    });
    const isFull = profiles >= quota;
    if (isFull === (this.meta.readNumber(IS_FULL) === 1)) return;
    this.#note(isFull ? "quota.reached" : "quota.freed", PROFILES, () =>
      this.meta.write(IS_FULL, Number(isFull)),
    );
  }

  async usageOfDays(): Promise<UsageOfDay[]> {
    return this.exists ? this.usage.newest(USAGE_DAYS_SHOWN) : [];
  }

  /** What is closed by the quotas of before and not by these is open at once; what these close, closes at the next event. */
  protected reopen({ events_per_day, profiles }: QuotaSettings, timezone: string): void {
    const { day } = this.#dayOf(clock.now(), timezone);
    if (events_per_day === null || this.usage.eventsOf(day) < events_per_day)
      this.meta.write(CLOSED_UNTIL, 0);
    if (profiles === null || this.meta.readNumber(PROFILES) < profiles) this.meta.write(IS_FULL, 0);
    this.meta.write(COUNT_AFTER, 0);
  }

  #dayOf(now: number, zone: string): UsageDay {
    const last = this.#lastDay;
    if (last !== null && last.zone === zone && last.day.start <= now && now < last.day.end) return last.day;
    const day = usageDay(now, zone);
    this.#lastDay = { zone, day };
    return day;
  }

  #isCountDue(quota: number | null, events: number, now: number): boolean {
    if (quota === null) return false;
    // Whoever counts says when it is done; where that fails it is due again.
    if (this.meta.readNumber(IS_FULL) === 1) {
      return Math.abs(now - this.meta.readNumber(COUNTED_AT)) >= FULL_LOOK_MS;
    }
    const left = this.meta.readNumber(COUNT_AFTER) - events;
    if (left > 0) this.meta.write(COUNT_AFTER, left);
    return left <= 0;
  }

  #note(action: string, quota: string, write: () => void): void {
    this.change("quota", action, ONLY, quota, write);
  }
}
