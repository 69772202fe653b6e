import { type CollectAnswer, NOTHING_COLLECTED } from "../../../../schemas/collect.ts";
import { shardOfProfile } from "../../../configuration/objects.ts";
import type { IndexedEvent } from "../../../domain/consent/gate.ts";
import { addressOf, shardName } from "../../../domain/identity/profile-id.ts";
import type { CollectOutcome, ProfileBatch } from "../../../domain/rpc.ts";
import type { HttpContext, SiteContext } from "../../context.ts";

const answerTo = (outcome: CollectOutcome, sent: readonly IndexedEvent[]): CollectAnswer => {
  switch (outcome.kind) {
    case "done":
      return outcome.answer;
    case "erased":
      return { ...NOTHING_COLLECTED, dropped: sent.map(({ index }) => ({ index, reason: "erased" })) };
    case "other_contact":
      return {
        ...NOTHING_COLLECTED,
        rejected: sent.map(({ index }) => ({ index, code: "identity_conflict" })),
      };
  }
};

/** Hands each shard its batches in one call. */
export const storeBatches = async (
  c: HttpContext,
  batches: readonly ProfileBatch[],
  { snapshot }: SiteContext,
): Promise<CollectAnswer[]> => {
  const byShard = Map.groupBy(batches, ({ profile }) => {
    const address = addressOf(profile);
    return address === null ? "" : shardName(snapshot.id, address);
  });
  const answers = await Promise.all(
    [...byShard.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return [];
      const outcomes = await shardOfProfile(c.env, snapshot.id, first.profile).collect(
        group,
        snapshot.version,
      );
      return outcomes.map((outcome, i) => answerTo(outcome, group[i]?.events ?? []));
    }),
  );
  return answers.flat();
};
