import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { TimerStore } from "../../worker/profile/timer-store.ts";

type Row = { due: number; kind: string; profile: string; tries: number };

/** A store over a table of its own object, what it holds, and how many rows were written. */
const withStore = <T>(
  work: (scene: { timers: TimerStore; rows: () => Row[]; written: () => number }) => T,
): Promise<T> =>
  runInDurableObject(
    env.PROFILE_SHARD.getByName(`timers-${crypto.randomUUID()}/any/00`),
    (_, { storage }) => {
      let written = 0;
      const sql = new Proxy(storage.sql, {
        get: (target, name) =>
          name !== "exec"
            ? Reflect.get(target, name)
            : (...given: Parameters<SqlStorage["exec"]>) => {
                const cursor = target.exec(...given);
                written += cursor.rowsWritten;
                return cursor;
              },
      });
      return work({
        timers: new TimerStore(sql),
        rows: () => storage.sql.exec<Row>("SELECT * FROM timer ORDER BY due").toArray(),
        written: () => written,
      });
    },
  );

const flip = (due: number, profile = "vx00a") => ({ due, kind: "flip" as const, profile });

test("a flip that takes the place of another writes one row", async () => {
  await withStore(({ timers, rows, written }) => {
    timers.arm({ ...flip(5), tries: 2 });
    timers.disarm(flip(5));
    timers.arm(flip(9));
    timers.flush();
    expect(rows()).toEqual([{ ...flip(9), tries: 0 }]);
    expect(written()).toBe(2);
  });
});

test("one that nothing takes the place of is gone, also before the end of the transaction where it is asked for", async () => {
  await withStore(({ timers, rows }) => {
    for (const due of [5, 6, 7]) timers.arm(flip(due));
    timers.disarm(flip(5));
    expect(timers.dueBy(10, 10).map(({ due }) => due)).toEqual([6, 7]);
    timers.disarm(flip(6));
    expect(timers.isArmed(flip(6))).toBe(false);
    timers.disarm(flip(7));
    timers.flush();
    expect(rows()).toEqual([]);
  });
});

test("neither takes another profile's place, nor one that was never there, nor twice the same", async () => {
  await withStore(({ timers, rows }) => {
    timers.arm(flip(5, "vx00b"));
    timers.disarm(flip(5, "vx00b"));
    timers.disarm(flip(8));
    timers.arm(flip(6));
    timers.arm(flip(7));
    timers.flush();
    expect(rows()).toEqual([
      { ...flip(6), tries: 0 },
      { ...flip(7), tries: 0 },
    ]);
  });
});

test("one that is armed for a time at which another stands already is one row", async () => {
  await withStore(({ timers, rows }) => {
    timers.arm(flip(5));
    timers.arm(flip(9));
    timers.disarm(flip(5));
    timers.arm(flip(9));
    timers.flush();
    expect(rows()).toEqual([{ ...flip(9), tries: 0 }]);
  });
});

test("what a failed transaction freed is not freed", async () => {
  await withStore(({ timers, rows }) => {
    timers.arm(flip(5));
    timers.disarm(flip(5));
    timers.discard();
    timers.flush();
    expect(rows()).toHaveLength(1);
  });
});
