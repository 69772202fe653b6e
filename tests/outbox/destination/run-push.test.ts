import { describe, expect, test } from "vitest";
import { DAY_MS, DELIVERY_AGE_MAX_MS } from "../../../schemas/limits.ts";
import { PUSH_REFUSED_RETRY_MS } from "../../../schemas/limits-destination.ts";
import {
  accepted,
  later,
  type PushOutcome,
  refusedPush,
} from "../../../worker/outbox/destination/push-outcome.ts";
import { backoffAfter, type PushOp, runPush } from "../../../worker/outbox/destination/run-push.ts";

/** A list on paper: what waits, and what a platform says to each call. */
const paperList = (waiting: Record<PushOp, string[][]>, outcomes: PushOutcome[] = []) => {
  const log: string[] = [];
  return {
    log,
    ports: {
      take: async (op: PushOp) => waiting[op][0] ?? [],
      send: async (op: PushOp, rows: readonly string[]) => {
        log.push(`${op} ${rows.join(",")}`);
        return outcomes.shift() ?? accepted();
      },
      hasRemovals: () => waiting.remove.length > 0,
      settle: async (op: PushOp, rows: readonly string[]) => {
        log.push(`settled ${rows.join(",")}`);
        const left = (waiting[op][0] ?? []).filter((row) => !rows.includes(row));
        if (left.length === 0) waiting[op].shift();
        else waiting[op][0] = left;
      },
    },
  };
};

describe("a run", () => {
  test("removes first, then adds, batch by batch", async () => {
    const { log, ports } = paperList({ add: [["a", "b"], ["c"]], remove: [["x"]] });
    expect(await runPush(true, ports)).toBeNull();
    expect(log).toEqual(["remove x", "settled x", "add a,b", "settled a,b", "add c", "settled c"]);
  });

  test("removes what turns out to have to go while it adds, before it adds on", async () => {
    const waiting = { add: [["a"]], remove: [] as string[][] };
    const { log, ports } = paperList(waiting);
    let isFirst = true;
    const take = async (op: PushOp) => {
      if (op === "remove" || !isFirst) return ports.take(op);
      isFirst = false;
      waiting.remove.push(["old a"]);
      return [];
    };
    expect(await runPush(true, { ...ports, take })).toBeNull();
    expect(log).toEqual(["remove old a", "settled old a", "add a", "settled a"]);
  });

  test("adds nothing where it may not", async () => {
    const { log, ports } = paperList({ add: [["a"]], remove: [["x"]] });
    expect(await runPush(false, ports)).toBeNull();
    expect(log).toEqual(["remove x", "settled x"]);
  });

  test("ends at the first failure and settles nothing of it", async () => {
    const { log, ports } = paperList({ add: [["a"], ["b"]], remove: [["x"]] }, [
      accepted(),
      later("rate_limited", 1),
    ]);
    expect(await runPush(true, ports)).toEqual({ op: "add", outcome: later("rate_limited", 1) });
    expect(log).toEqual(["remove x", "settled x", "add a"]);
  });

  test("still adds where a list is too small to lose anybody, and says so", async () => {
    const outcome = refusedPush("list_too_small");
    const { log, ports } = paperList({ add: [["a"]], remove: [["x"]] }, [outcome]);
    expect(await runPush(true, ports)).toEqual({ op: "remove", outcome });
    expect(log).toEqual(["remove x", "add a", "settled a"]);
  });

  test("does not add where a removal failed for any other reason", async () => {
    const outcome = refusedPush("auth_failed");
    const { log, ports } = paperList({ add: [["a"]], remove: [["x"]] }, [outcome]);
    expect(await runPush(true, ports)).toEqual({ op: "remove", outcome });
    expect(log).toEqual(["remove x"]);
  });

  test("settles what was taken of a batch and leaves the rest for another time", async () => {
    const { log, ports } = paperList({ add: [["a", "b", "c"]], remove: [] }, [accepted(0, [1])]);
    expect(await runPush(true, ports)).toEqual({ op: "add", outcome: later("partly_refused") });
    expect(log).toEqual(["add a,b,c", "settled a,c"]);
  });
});

describe("after a failure", () => {
  const at = { failures: 1, since: 1_000, now: 1_000 };

  test("that asks for time nothing is sent before", () => {
    const failure = { op: "add", outcome: later("rate_limited", 90_000) } as const;
    expect(backoffAfter(failure, at, 0)).toEqual({ addsFrom: 91_000, removesFrom: 91_000 });
  });

  test("that says nothing of time the schedule of the outbox holds", () => {
    const failure = { op: "remove", outcome: later("http_500") } as const;
    expect(backoffAfter(failure, at, 0).removesFrom).toBe(6_000);
    expect(backoffAfter(failure, { ...at, failures: 2 }, 0).removesFrom).toBe(301_000);
  });

  test("that goes on for days it is tried once a day, and never given up", () => {
    const failure = { op: "remove", outcome: later("http_500") } as const;
    const now = 1_000 + DELIVERY_AGE_MAX_MS;
    expect(backoffAfter(failure, { ...at, failures: 20, now }, 0).removesFrom).toBe(now + DAY_MS);
  });

  test("of an addition that is refused, removals go on at once", () => {
    const failure = { op: "add", outcome: refusedPush("list_flagged") } as const;
    expect(backoffAfter(failure, at, 0)).toEqual({ addsFrom: 1_000 + PUSH_REFUSED_RETRY_MS, removesFrom: 0 });
  });

  test("of a removal that is refused, it is left alone for an hour", () => {
    const failure = { op: "remove", outcome: refusedPush("auth_failed") } as const;
    const until = 1_000 + PUSH_REFUSED_RETRY_MS;
    expect(backoffAfter(failure, at, 0)).toEqual({ addsFrom: until, removesFrom: until });
  });
});
