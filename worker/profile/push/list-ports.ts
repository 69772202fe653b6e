import { PUSH_SLICE, PUSH_STATUS_WAIT_MS } from "../../../schemas/limits-destination.ts";
import { clock } from "../../configuration/clock.ts";
import type { AudienceSettings, OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { CompiledSite } from "../../domain/site-snapshot.ts";
import type { AudiencePlatform } from "../../outbox/destination/audience-platform.ts";
import type { DestinationPorts } from "../../outbox/destination/destination-ports.ts";
import { platformOf } from "../../outbox/destination/platform-of.ts";
import type { PushOp, PushPorts } from "../../outbox/destination/run-push.ts";
import type { GroupCommit } from "../group-commit.ts";
import type { ShardState } from "../shard-state.ts";
import { type Slice, STATES_OF, type TakenRow, takeSlice } from "./take-batch.ts";

/** A destination that is about to be called. */
export interface OpenedList {
  readonly site: CompiledSite;
  readonly opened: OpenedDestination;
  readonly settings: AudienceSettings;
  readonly platform: DestinationPorts;
}

/** Rows that fit into what is left of a call. */
const fitting = (rows: readonly TakenRow[], left: number, { rowsOf }: AudiencePlatform): TakenRow[] => {
  let room = left;
  return rows.filter(({ keys }) => (room -= rowsOf(keys)) >= 0);
};

/** What a run over one destination's list needs, on the shard's tables. */
export const createListPorts = (
  state: ShardState,
  group: GroupCommit,
  { site, opened, settings, platform: ports }: OpenedList,
): PushPorts<TakenRow> => {
  const { id: destination } = opened;
  const platform = platformOf(settings.kind);
  const context = { state, destination, settings, platform, rules: site.rules };
  const take = async (op: PushOp): Promise<TakenRow[]> => {
    const batch: TakenRow[] = [];
    let left = platform.rowsMax;
    for (const from of STATES_OF[op]) {
      for (let after: string | null = ""; after !== null && left > 0;) {
        const start: string = after;
        const slice: Slice = await group.run(() =>
          takeSlice({ ...context, now: clock.now() }, op, from, start),
        );
        if (slice.isBlocked) return [];
        const rows = fitting(slice.rows, left, platform);
        left -= rows.reduce((sum, { keys }) => sum + platform.rowsOf(keys), 0);
        batch.push(...rows);
        after = rows.length < slice.rows.length ? null : slice.next;
      }
    }
    // Somebody may have gone since the first slice.
    return state.pushed.unchanged(destination, op, batch);
  };
  const settleSlice = (op: PushOp, rows: readonly TakenRow[]): Promise<void> =>
    group.run(() => state.pushed.settle(destination, op, rows));
  return {
    take,
    hasRemovals: () =>
      STATES_OF.remove.some((one) => state.pushed.waiting(destination, one, "", 1).length > 0),
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
