import { PUSH_STATUS_WAIT_MS } from "../../../schemas/limits-destination.ts";
import { clock } from "../../configuration/clock.ts";
import type { AudienceSettings, OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { CompiledSite } from "../../domain/site-snapshot.ts";
import type { DestinationPorts } from "../../outbox/destination/destination-ports.ts";
import { platformOf } from "../../outbox/destination/platform-of.ts";
import type { PushPorts } from "../../outbox/destination/run-push.ts";
import type { GroupCommit } from "../group-commit.ts";
import type { MatchSource } from "../match-reader.ts";
import type { ShardState } from "../shard-state.ts";
import { type TakenRow, takeBatch } from "./take-batch.ts";

/** A destination that is about to be called. */
export interface OpenedList {
  readonly site: CompiledSite;
  readonly opened: OpenedDestination;
  readonly settings: AudienceSettings;
  readonly platform: DestinationPorts;
  readonly source: MatchSource;
}

/** What a run over one destination's list needs, on the shard's tables. */
export const createListPorts = (
  state: ShardState,
  group: GroupCommit,
  { site, opened, settings, platform: ports, source }: OpenedList,
): PushPorts<TakenRow> => {
  const { id: destination } = opened;
  const platform = platformOf(settings.kind);
  return {
    take: (op) =>
      group.run(() => {
        const now = clock.now();
        return takeBatch({ state, destination, settings, platform, source, rules: site.rules, now }, op);
      }),
    hasRemovals: () => state.pushed.waiting(destination, ["check", "remove"], 1).length > 0,
    send: (op, rows) => platform.push({ op, members: rows.map(({ member }) => member) }, opened, ports),
    settle: (op, rows, { rejected, request }) =>
      group.run(() => {
        const now = clock.now();
        const push = state.pushes.find(destination);
        if (push === null) return; // It was deleted while the batch was on its way.
        state.pushed.settle(destination, op, rows);
        state.pushes.write({ ...push, rejected: push.rejected + rejected, lastSuccessAt: now });
        if (request !== null) {
          state.pushes.addRequest({ destination, request, dueAt: now + PUSH_STATUS_WAIT_MS, sentAt: now });
        }
      }),
  };
};
