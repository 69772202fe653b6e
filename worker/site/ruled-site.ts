import type { RegionRule } from "../../schemas/consent.ts";
import { JOB_RETRY_MS } from "../../schemas/limits-faults.ts";
import { PENDING_RULES_MAX } from "../../schemas/limits.ts";
import { alarmAfter } from "../configuration/alarm-time.ts";
import { clock } from "../configuration/clock.ts";
import { restoreClock } from "../configuration/manual-clock.ts";
import { randomDigits } from "../crypto/digest.ts";
import { nextStart, startsBetween } from "../domain/consent/rule-starts.ts";
import { growingWait } from "../domain/growing-wait.ts";
import type { PendingRules, RuleApproval, SiteWrite } from "../domain/site-rpc.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import { MeteredSite } from "./metered-site.ts";
import { ONLY } from "./read-snapshot.ts";
import { sweepEveryShard } from "./sweep-every-shard.ts";

/** Up to when starts of rules were taken account of. */
const STARTED = "rules_started";
/** A version that the shards may not have heard of; 0 where they have. */
const UNTOLD = "untold_version";

/** A site whose region rules are proposed, approved, and start at their time. */
export abstract class RuledSite extends MeteredSite {
  /** How often the alarm has failed since it went well. */
  #failures = 0;

  async putRegionRules(rules: readonly RegionRule[], actor: string): Promise<SiteWrite<PendingRules | null>> {
    const current = this.read();
    if (current === null) return { kind: "absent" };
    if (current.configuration.consent.approval) return this.#proposeRegionRules(rules, actor);
    const put = this.done(actor, "consent_rules.put", ONLY, rules, () => this.#writeRegionRules(rules));
    await this.#armStart();
    return put;
  }

  async pendingRegionRules(): Promise<PendingRules[]> {
    return this.pendingRules.list();
  }

  async regionRulesOf(version: number): Promise<RegionRule[] | null> {
    const document = this.config.readVersion("regions", ONLY, version);
    return document === null ? null : (JSON.parse(document.body) as RegionRule[]);
  }

  async approveRegionRules(change: string, actor: string): Promise<RuleApproval> {
    const pending = this.exists ? this.pendingRules.find(change) : null;
    if (pending === null) return { kind: "absent" };
    if (pending.by === actor) return { kind: "own" };
    if (pending.basedOn !== this.#regionRulesVersion()) return { kind: "outdated" };
    const approved = this.done(actor, "consent_rules.approve", change, pending, () => {
      this.pendingRules.remove(change);
      this.#writeRegionRules(pending.rules);
    });
    await this.#armStart();
    return approved;
  }

  async withdrawRegionRules(change: string, actor: string): Promise<SiteWrite<null>> {
    const pending = this.exists ? this.pendingRules.find(change) : null;
    if (pending === null) return { kind: "absent" };
    return this.done(actor, "consent_rules.withdraw", change, pending, () =>
      this.pendingRules.remove(change),
    );
  }

  async settle(): Promise<SiteSnapshot | null> {
    const current = this.exists ? this.read() : null;
    if (current === null) return null;
    const now = clock.now();
    const hasStarted = startsBetween(current.regionRules, this.meta.readNumber(STARTED), now);
    const settled = hasStarted ? this.#startRules(now) : current;
    // Told again after a crash: a walk that has come to a shard before does not come again.
    const untold = this.meta.readNumber(UNTOLD);
    if (untold > 0) {
      await sweepEveryShard(this.env, settled);
      // Another rule may have started meanwhile, of which they have not heard.
      if (this.meta.readNumber(UNTOLD) === untold) this.meta.write(UNTOLD, 0);
    }
    await this.#armStart();
    return settled;
  }

  override async alarm(): Promise<void> {
    try {
      await restoreClock(this.env);
      await this.settle();
      this.#failures = 0;
    } catch {
      // A failing alarm is retried six times and then gone for ever.
      await this.ctx.storage.setAlarm(Date.now() + growingWait(JOB_RETRY_MS, this.#failures));
      this.#failures += 1;
    }
  }

  #regionRulesVersion(): number {
    return this.config.read("regions", ONLY)?.version ?? 0;
  }

  #writeRegionRules(rules: readonly RegionRule[]): void {
    this.writeRules("regions", ONLY, JSON.stringify(rules));
    this.meta.write(STARTED, clock.now());
  }

  #proposeRegionRules(rules: readonly RegionRule[], actor: string): SiteWrite<PendingRules> {
    if (this.pendingRules.list().length >= PENDING_RULES_MAX) return { kind: "limit" };
    const change = randomDigits().slice(0, 10);
    const pending = { change, by: actor, at: clock.now(), basedOn: this.#regionRulesVersion(), rules };
    const snapshot = this.change(actor, "consent_rules.propose", change, pending, () =>
      this.pendingRules.add(pending),
    );
    return { kind: "done", value: pending, snapshot };
  }

  /** A rule with a date has started: nobody changed a document, but every profile has to be evaluated again. */
  #startRules(now: number): SiteSnapshot {
    return this.change("clock", "consent_rules.start", ONLY, { at: now }, () => {
      this.raiseEverything();
      this.meta.write(UNTOLD, this.nextVersion());
      this.meta.write(STARTED, now);
    });
  }

  /** Rules start in the clock's time, alarms ring in real time: the wait is the same. */
  async #armStart(): Promise<void> {
    const next = nextStart(this.read()?.regionRules ?? [], clock.now());
    if (next === Infinity) await this.ctx.storage.deleteAlarm();
    else await this.ctx.storage.setAlarm(alarmAfter(next - clock.now()));
  }
}
