import { PUSH_SLICE, PUSH_STATUS_WAIT_MS } from "../../../schemas/limits-destination.ts";
import { clock } from "../../configuration/clock.ts";
import type { AudienceSettings, OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { CompiledSite } from "../../domain/site-snapshot.ts";
import type { DestinationPorts } from "../../outbox/destination/destination-ports.ts";
import { platformOf } from "../../outbox/destination/platform-of.ts";
import type { PushOp, PushPorts } from "../../outbox/destination/run-push.ts";
import type { GroupCommit } from "../group-commit.ts";
import type { ShardState } from "../shard-state.ts";
import { takeBatch } from "./take-batch.ts";
import { STATES_OF, type TakenRow } from "./take-slice.ts";

/** A destination that is about to be called. */
export interface OpenedList {
  readonly site: CompiledSite;
  readonly opened: OpenedDestination;
  readonly settings: AudienceSettings;
  readonly platform: DestinationPorts;
}

/** What a run over one destination's list needs, on the shard's tables. */
export const createListPorts = (
  state: ShardState,
  group: GroupCommit,
  { site, opened, settings, platform: ports }: OpenedList,
): PushPorts<TakenRow> => {
  const { id: destination } = opened;
  const platform = platformOf(settings.kind);
  const source = { state, group, destination, settings, platform, rules: site.rules };
  const settleSlice = (op: PushOp, rows: readonly TakenRow[]): Promise<void> =>
    group.run(() => state.pushed.settle(destination, op, rows));
  return {
    take: (op) => takeBatch(source, op),
    hasRemovals: () => STATES_OF.remove.some((one) => state.pushed.first(destination, one) !== null),
    send: (op, rows) => platform.push({ op, members: rows.map(({ member }) => member) }, opened, ports),
    settle: async (op, rows, { rejected, request }) => {
      for (let from = 0; from < rows.length; from += PUSH_SLICE) {
        await settleSlice(op, rows.slice(from, from + PUSH_SLICE));
      }
      await group.run(() => {
        const now = clock.now();
        const push = state.pushes.find(destination);
        if (push === null) return; // It was deleted while the batch was on its way.
        state.pushes.write({ ...push, rejected: push.rejected + rejected, lastSuccessAt: now });
        if (request !== null) {
          state.pushes.addRequest({ destination, request, dueAt: now + PUSH_STATUS_WAIT_MS, sentAt: now });
        }
      });
    },
  };
};
