import type { PushState } from "../../domain/destination/push-state.ts";
import type { PushedState } from "./pushed-store.ts";
import type { Push } from "./push-store.ts";

/** How a destination stands in one shard. */
export const pushStateOf = (sql: SqlStorage, push: Push): PushState => {
  const counts = sql
    .exec<{ state: PushedState; keyed: number; count: number }>(
      `SELECT state, keys <> '' AS keyed, count(*) AS count FROM pushed WHERE destination = ?
       GROUP BY state, keyed`,
      push.destination,
    )
    .toArray();
  const of = (states: readonly PushedState[], isKeyed: boolean | null = null): number =>
    counts
      .filter(({ state, keyed }) => states.includes(state) && (isKeyed ?? keyed === 1) === (keyed === 1))
      .reduce((sum, { count }) => sum + count, 0);
  const { destination, rejected, rejectedFor, reason, failingSince, lastSuccessAt, matchRate } = push;
  return {
    destination,
    ours: of(["add", "again"]) + of(["in", "broken"], true),
    accepted: of(["in", "check", "broken"], true),
    waitingAdditions: of(["add", "again"]),
    waitingRemovals: of(["check", "remove"], true),
    rejected,
    rejectedFor,
    isHeld: !push.isOpen && push.addsFrom > 0,
    reason,
    failingSince,
    retryAt: failingSince === null ? null : push.dueAt,
    lastSuccessAt,
    matchRate,
  };
};
