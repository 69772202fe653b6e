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
import { eraseHere, type ErasingShard } from "./erase-here.ts";
import { PLACE_NAMES } from "./places.ts";

/** What an erasure needs beyond its first shard. */
export interface ErasurePorts {
  /** Asks every shard that an order may concern. */
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

  /** Asks all shards until none leads to anybody new. */
  async goOn(receipt: string): Promise<void> {
    const { erasures } = this.#shard.state;
    let erasure = erasures.read(receipt);
    while (erasure !== null && erasure.completedAt === null) {
      const answers = await this.#ports.askShards(orderOf(erasure));
      const wider = widened(
        erasure,
        answers.flatMap(({ related }) => related),
      );
      const isComplete = wider === erasure;
      const removed = answers.flatMap(({ places }) => places);
      erasure = await this.#group.run(() => {
        const present = erasures.read(receipt);
        // The alarm and the request may both be at it; what one has completed stays so.
        if (present === null || present.completedAt !== null) return present;
        const next = { ...wider, removed, completedAt: isComplete ? clock.now() : null };
        erasures.write(next);
        return next;
      });
    }
  }

  receipt(id: string): Receipt | null {
    const erasure = this.#shard.state.erasures.read(id);
    return erasure === null ? null : receiptOf(erasure);
  }
}
