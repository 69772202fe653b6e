import { OUTBOX_RESUME_MS } from "../../../schemas/limits.ts";
import { PUSH_SIZE_RETRY_MS } from "../../../schemas/limits-destination.ts";
import { clock } from "../../configuration/clock.ts";
import { isForAudiences, type OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { Matched, PushState } from "../../domain/destination/push-state.ts";
import type { CompiledSite, StoredDestination } from "../../domain/site-snapshot.ts";
import type { DestinationPorts } from "../../outbox/destination/destination-ports.ts";
import { platformOf } from "../../outbox/destination/platform-of.ts";
import { later, refusedPush } from "../../outbox/destination/push-outcome.ts";
import { backoffAfter, type PushFailure, type PushOp, runPush } from "../../outbox/destination/run-push.ts";
import type { GroupCommit } from "../group-commit.ts";
import { logFailure } from "../note-failure.ts";
import type { ShardState } from "../shard-state.ts";
import { askFates } from "./ask-fates.ts";
import { followDestination, walkSlice } from "./follow-destination.ts";
import { createListPorts } from "./list-ports.ts";
import { pushStateOf } from "./push-state.ts";
import { STATES_OF } from "./take-slice.ts";
import { newPush, type Push } from "./push-store.ts";

/** What pushing needs beside the shard's tables. */
export interface ShardPushPorts {
  readSite(version: number): Promise<CompiledSite>;
  /** A destination with its secrets; or why it cannot be used now. Null where there is none. */
  open(site: CompiledSite, destination: string): OpenedDestination | { readonly fault: string } | null;
  /** How many members all shards have for a destination. */
  sizeOf(site: CompiledSite, destination: string): Promise<number>;
  readonly platform: DestinationPorts;
}

/** Keeps lists of destinations as one shard's audiences are, one run per destination at a time. */
export class ShardPushes {
  readonly #state: ShardState;
  readonly #group: GroupCommit;
  readonly #ports: ShardPushPorts;
  #running: Promise<void> | null = null;

  constructor(state: ShardState, group: GroupCommit, ports: ShardPushPorts) {
    this.#state = state;
    this.#group = group;
    this.#ports = ports;
  }

  /** When the alarm has to come, in the clock's time. While a run goes on, only in case it is cut off. */
  next(): number {
    const next = this.#state.pushes.next();
    return this.#running === null ? next : Math.max(next, clock.now() + OUTBOX_RESUME_MS);
  }

  /** Resolves when nothing is due. */
  async drain(): Promise<void> {
    while (this.#state.pushes.next() <= clock.now()) {
      this.#running ??= this.#runDue();
      await this.#running;
    }
  }

  /** Takes up destinations as they are saved. */
  async follow({ snapshot }: CompiledSite): Promise<void> {
    await this.#group.run(() => {
      for (const stored of snapshot.destinations) followDestination(this.#state, stored, clock.now());
    });
  }

  states(): PushState[] {
    return this.#state.pushes.all().map((push) => pushStateOf(this.#state.sql, push));
  }

  /** How many members there are, all of them looked at. */
  async size(site: CompiledSite, destination: string): Promise<number> {
    await this.follow(site);
    await this.#walk(site, destination);
    const push = this.#state.pushes.find(destination);
    return push === null ? 0 : pushStateOf(this.#state.sql, push).ours;
  }

  async matched(site: CompiledSite, destination: string): Promise<Matched | null> {
    const opened = this.#ports.open(site, destination);
    if (opened === null || "fault" in opened || !isForAudiences(opened)) return null;
    return (await platformOf(opened.kind).matched?.(opened, this.#ports.platform)) ?? null;
  }

  forget(destination: string): Promise<void> {
    return this.#group.run(() => this.#state.pushes.forget(destination));
  }

  async #runDue(): Promise<void> {
    try {
      const site = await this.#ports.readSite(0);
      await this.follow(site);
      const now = clock.now();
      const due = this.#state.pushes.all().filter(({ dueAt }) => dueAt !== null && dueAt <= now);
      const runs = await Promise.allSettled(
        due.map(({ destination }) => this.#runOrPutOff(site, destination)),
      );
      const broken = runs.find((run) => run.status === "rejected");
      if (broken !== undefined) throw broken.reason;
      await askFates(
        this.#state,
        this.#group,
        (destination) => this.#ports.open(site, destination),
        this.#ports.platform,
      );
    } finally {
      this.#running = null;
    }
  }

  async #walk({ rules }: CompiledSite, destination: string): Promise<void> {
    while ((this.#state.pushes.find(destination)?.walk.length ?? 0) > 0) {
      await this.#group.run(() => walkSlice(this.#state, destination, rules, clock.now()));
    }
  }

  /** Where a run breaks, by a row or by another object, its destination waits, ever longer, and no other does. */
  async #runOrPutOff(site: CompiledSite, destination: string): Promise<void> {
    const settings = site.snapshot.destinations.find(({ id }) => id === destination)?.settings;
    try {
      await this.#run(site, destination, settings);
    } catch (error) {
      logFailure("pushes", error);
      const failure: PushFailure = { op: "remove", outcome: later("internal") };
      await this.#end(destination, failure, false, settings?.status === "paused");
    }
  }

  async #run(
    site: CompiledSite,
    destination: string,
    settings: StoredDestination["settings"] | undefined,
  ): Promise<void> {
    await this.#walk(site, destination);
    const opened = this.#ports.open(site, destination);
    if (opened === null || settings === undefined || !isForAudiences(settings)) {
      await this.#change(destination, (push) => ({ ...push, dueAt: null }));
      return;
    }
    if ("fault" in opened) {
      const failure: PushFailure = { op: "remove", outcome: refusedPush(opened.fault) };
      await this.#end(destination, failure, false, settings.status === "paused");
      return;
    }
    const mayAdd = settings.status === "live" && (await this.#mayAdd(site, destination));
    const ports = createListPorts(this.#state, this.#group, {
      site,
      opened,
      settings,
      platform: this.#ports.platform,
    });
    const failure = await runPush(mayAdd, ports);
    await this.#end(destination, failure, mayAdd, settings.status === "paused");
  }

  /** The first push waits until the audiences have the size that exports need. */
  async #mayAdd(site: CompiledSite, destination: string): Promise<boolean> {
    const push = this.#state.pushes.find(destination);
    if (push === null || push.addsFrom > clock.now()) return false;
    if (push.isOpen) return true;
    if (!this.#waits(destination, "add")) return false;
    const size = await this.#ports.sizeOf(site, destination);
    const isOpen = size >= site.snapshot.configuration.exports.min_size;
    const addsFrom = isOpen ? push.addsFrom : clock.now() + PUSH_SIZE_RETRY_MS;
    await this.#change(destination, (present) => ({ ...present, isOpen, addsFrom }));
    return isOpen;
  }

  /** Notes how a run ended, and when the next one is. */
  async #end(
    destination: string,
    failure: PushFailure | null,
    wasComplete: boolean,
    isPaused: boolean,
  ): Promise<void> {
    const now = clock.now();
    await this.#change(destination, (push) => {
      const ended = failure === null ? (wasComplete ? mended(push) : push) : failed(push, failure, now);
      const times = [
        ...(ended.walk.length > 0 ? [Math.max(now, ended.addsFrom)] : []),
        ...(this.#waits(destination, "remove") ? [Math.max(now, ended.removesFrom)] : []),
        ...(!isPaused && this.#waits(destination, "add") ? [Math.max(now, ended.addsFrom)] : []),
      ];
      return { ...ended, dueAt: times.length === 0 ? null : Math.min(...times) };
    });
  }

  #waits(destination: string, op: PushOp): boolean {
    return STATES_OF[op].some((state) => this.#state.pushed.first(destination, state) !== null);
  }

  #change(destination: string, change: (push: Push) => Push): Promise<void> {
    return this.#group.run(() =>
      this.#state.pushes.write(change(this.#state.pushes.find(destination) ?? newPush(destination))),
    );
  }
}

const mended = (push: Push): Push => ({
  ...push,
  failures: 0,
  failingSince: null,
  reason: null,
  addsFrom: 0,
  removesFrom: 0,
});

const failed = (push: Push, failure: PushFailure, now: number): Push => {
  const failures = push.failures + 1;
  const failingSince = push.failingSince ?? now;
  const { reason } = failure.outcome;
  const backoff = backoffAfter(failure, { failures, since: failingSince, now }, Math.random());
  return { ...push, failures, failingSince, reason, ...backoff };
};
