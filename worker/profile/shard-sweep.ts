import { SWEEP_PROFILES_PER_SLICE } from "../../schemas/limits.ts";
import { clock } from "../configuration/clock.ts";
import type { WalkProgress } from "../domain/rpc.ts";
import { changedIn, type SiteRules } from "../domain/site-rules.ts";
import type { GroupCommit } from "./group-commit.ts";
import { pacedSlices } from "./paced-slices.ts";
import type { ShardState } from "./shard-state.ts";
import { sliceOrEach } from "./slice-or-each.ts";
import { beginSweep, passOverSwept, sweepProgress, sweepSlice } from "./sweep.ts";

export interface SweepPorts {
  /** The rules of at least a version. */
  readRules(version: number): Promise<SiteRules>;
  /** Resolves when what was committed is on the disk. */
  readonly sync: () => Promise<void>;
}

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
  async begin(rules: SiteRules): Promise<boolean> {
    await this.#group.run(() => beginSweep(this.#state, rules.version));
    return this.#slice(rules);
  }

  /** Some slices. Returns whether the walk is over. */
  goOn(): Promise<boolean> {
    return pacedSlices(async () => {
      return this.#slice(await this.#ports.readRules(this.#state.sweeps.read().version));
    }, this.#ports.sync);
  }

  #slice(rules: SiteRules): Promise<boolean> {
    let from: string | null = null;
    return sliceOrEach(this.#group, {
      rowsMax: SWEEP_PROFILES_PER_SLICE,
      take: (rows) => {
        from = this.#state.sweeps.read().after;
        return sweepSlice(this.#state, rules, clock.now(), rows);
      },
      passOver: (error) => passOverSwept(this.#state, from, error, clock.now()),
    });
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
