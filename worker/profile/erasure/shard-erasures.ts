import { ERASURE_RETRY_MS } from "../../../schemas/limits.ts";
import type { Receipt } from "../../../schemas/privacy.ts";
import { clock } from "../../configuration/clock.ts";
import { randomDigits } from "../../crypto/digest.ts";
import { addressOf } from "../../domain/identity/profile-id.ts";
import {
  type ErasedHere,
  type EraseOrder,
  type Erasure,
  type ErasureRequest,
  receiptPlaces,
  widened,
} from "../../domain/privacy/erasure.ts";
import { receiptId } from "../../domain/privacy/receipt-id.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { GroupCommit } from "../group-commit.ts";
import { eraseHere, type ErasingShard, meantHere } from "./erase-here.ts";
import { PLACE_NAMES } from "./places.ts";

/** What an erasure needs beyond its first shard. */
export interface ErasurePorts {
  /** Asks every shard that an order may concern for other ids that it leads to or from. */
  findRelated(order: EraseOrder): Promise<readonly string[]>;
  /** Has each of them carry it out. */
  askShards(order: EraseOrder): Promise<readonly ErasedHere[]>;
}

const receiptOf = ({ receipt, subject, reach, requestedAt, completedAt, removed }: Erasure): Receipt => ({
  receipt,
  subject,
  requested_by: reach === "subject" ? "operator" : "visitor",
  requested_at: requestedAt,
  completed_at: completedAt,
  places: completedAt === null ? [] : receiptPlaces(removed, PLACE_NAMES, completedAt),
});

const orderOf = ({ receipt, reach, profiles, holders, requestedAt }: Erasure): EraseOrder => ({
  receipt,
  reach,
  profiles,
  holders,
  requestedAt,
});

/**
 * Erases subjects whose first id lives in this shard. What has to be done is on disk before anything is done, and every
 * step may be repeated: a process that dies between two shards leaves an alarm that goes on.
 */
export class ShardErasures {
  readonly #shard: ErasingShard;
  readonly #group: GroupCommit;
  readonly #ports: ErasurePorts;

  constructor(shard: ErasingShard, group: GroupCommit, ports: ErasurePorts) {
    this.#shard = shard;
    this.#group = group;
    this.#ports = ports;
  }

  /** Notes the erasure and begins it here, in one transaction; then goes on as far as it gets. */
  async begin({ profile, reach }: ErasureRequest, rules: SiteRules): Promise<Receipt> {
    const { state } = this.#shard;
    const address = addressOf(profile);
    if (address === null) throw new Error("not an id of ours");
    const receipt = receiptId(address, randomDigits());
    await this.#group.run(() => {
      const now = clock.now();
      const subject = state.tombstones.pseudonymOf(profile);
      const order = { receipt, reach, profiles: [profile], holders: [], requestedAt: now };
      const { related } = eraseHere(this.#shard, order, rules, now);
      state.erasures.write(widened({ ...order, subject, completedAt: null, removed: [] }, related));
      state.timers.arm({ due: now + ERASURE_RETRY_MS, kind: "erasure", profile: receipt });
    });
    try {
      await this.goOn(receipt);
    } catch {
      // A shard that could not be reached is asked again by the alarm.
    }
    const begun = this.receipt(receipt);
    if (begun === null) throw new Error("an erasure that began has a receipt");
    return begun;
  }

  /** Carries an order of any shard out in this one. */
  here(order: EraseOrder, rules: SiteRules): Promise<ErasedHere> {
    return this.#group.run(() => eraseHere(this.#shard, order, rules, clock.now()));
  }

  /** Has a shard that only looks tell whom an order leads to. */
  related(order: EraseOrder): readonly string[] {
    return meantHere(this.#shard.state, order).related;
  }

  /**
   * Asks all shards until none leads to anybody new, and only then has them remove what they hold: where a process dies
   * after that, what it had not noted could be found no more.
   */
  async goOn(receipt: string): Promise<void> {
    let erasure = this.#shard.state.erasures.read(receipt);
    while (erasure !== null && erasure.completedAt === null) {
      const found = widened(erasure, await this.#ports.findRelated(orderOf(erasure)));
      erasure = found === erasure ? await this.#carryOut(erasure) : await this.#note(found);
    }
  }

  async #carryOut(erasure: Erasure): Promise<Erasure | null> {
    const answers = await this.#ports.askShards(orderOf(erasure));
    const found = answers.flatMap(({ related }) => related);
    const wider = widened(erasure, found);
    const completedAt = wider === erasure ? clock.now() : null;
    return this.#note({ ...wider, removed: answers.flatMap(({ places }) => places), completedAt });
  }

  /** The alarm and the request may both be at it: what one has found or completed stays so. */
  #note(next: Erasure): Promise<Erasure | null> {
    const { erasures } = this.#shard.state;
    return this.#group.run(() => {
      const present = erasures.read(next.receipt);
      if (present === null || present.completedAt !== null) return present;
      const united = widened(next, [...present.profiles, ...present.holders]);
      const noted = united === next ? next : { ...united, completedAt: null };
      erasures.write(noted);
      return noted;
    });
  }

  receipt(id: string): Receipt | null {
    const erasure = this.#shard.state.erasures.read(id);
    return erasure === null ? null : receiptOf(erasure);
  }
}
