import { SWEEP_PAUSE_SHARE, SWEEP_SLICES_PER_ALARM } from "../../schemas/limits.ts";
import { clock } from "../configuration/clock.ts";
import type { WalkProgress } from "../domain/rpc.ts";
import { changedIn, type SiteRules } from "../domain/site-rules.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { ShardState } from "./shard-state.ts";
import { beginSweep, sweepProgress, sweepSlice } from "./sweep.ts";

export interface SweepPorts {
  /** The rules of at least a version. */
  readRules(version: number): Promise<SiteRules>;
  /** Resolves when what was committed is on the disk. */
  sync(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The walk over all profiles of a shard that follows a change of configuration. */
export class ShardSweep {
  readonly #state: ShardState;
  readonly #group: GroupCommit;
  readonly #ports: SweepPorts;

  constructor(state: ShardState, group: GroupCommit, ports: SweepPorts) {
    this.#state = state;
    this.#group = group;
    this.#ports = ports;
  }

  /** Starts a walk to the present rules where none came so far, with a first slice. Returns whether it is over. */
  begin(rules: SiteRules): Promise<boolean> {
    return this.#group.run(() => {
      beginSweep(this.#state, rules.version);
      return sweepSlice(this.#state, rules, clock.now());
    });
  }

  /** Some slices, each a transaction of its own, with room for beacons in between. Returns whether the walk is over. */
  async goOn(): Promise<boolean> {
    for (let slice = 0; slice < SWEEP_SLICES_PER_ALARM; slice += 1) {
      const rules = await this.#ports.readRules(this.#state.sweeps.read().version);
      const startedAt = Date.now();
      if (await this.#group.run(() => sweepSlice(this.#state, rules, clock.now()))) return true;
      await this.#ports.sync();
      await pause(SWEEP_PAUSE_SHARE * (Date.now() - startedAt));
    }
    return false;
  }

  /** Whether no walk has come for the present rules: a shard that came into use after they changed was not told. */
  isMissing(rules: SiteRules): boolean {
    return this.#state.sweeps.read().version < rules.version && !this.#state.profiles.isEmpty();
  }

  progressOf(audience: string, rules: SiteRules): WalkProgress {
    return sweepProgress(this.#state, changedIn(rules, audience));
  }

  /** Of the walk that follows a change of what decides over every audience. */
  progressOfRules(rules: SiteRules): WalkProgress {
    return sweepProgress(this.#state, rules.everythingIn);
  }

  /** The whole walk, if one is under way. */
  async finish(): Promise<void> {
    while (this.#state.sweeps.read().after !== null) await this.goOn();
  }
}
