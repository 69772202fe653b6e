import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { JOB_RETRY_MS, RETRY_WAIT_MAX_MS } from "../../schemas/limits-faults.ts";
import { ShardAlarm } from "../../worker/profile/shard-alarm.ts";
import { clock } from "../../worker/configuration/clock.ts";
import { createSite } from "./kit.ts";

let time = Date.UTC(2026, 10, 23);

beforeEach(async () => {
  await createSite(); // Stops the clock.
  vi.spyOn(Date, "now").mockImplementation(() => time);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** An alarm over work that is always due, and when it is set to. */
const scene = () => {
  const set: number[] = [];
  const storage = {
    getAlarm: async () => null,
    setAlarm: async (at: number) => {
      set.push(at);
    },
  };
  const ctx = { storage, waitUntil: () => undefined } as unknown as DurableObjectState;
  const alarm = new ShardAlarm(ctx, { outbox: () => clock.now(), timers: () => clock.now() + 60_000 });
  const failing = vi.fn(async () => {
    throw new Error("the disk is full");
  });
  const ring = async (work: () => Promise<void>): Promise<number> => {
    alarm.rang();
    await alarm.run("outbox", work);
    return (set.at(-1) ?? Number.NaN) - time;
  };
  return { alarm, failing, ring, set };
};

test("work that goes on failing is tried ever later, and at once when it went well", async () => {
  const { failing, ring } = scene();
  const waits: number[] = [];
  for (let tries = 0; tries < 9; tries++) {
    const wait = await ring(failing);
    waits.push(wait);
    time += wait;
  }
  const doubled = Array.from({ length: 9 }, (_, n) => Math.min(JOB_RETRY_MS * 2 ** n, RETRY_WAIT_MAX_MS));
  expect(waits).toEqual(doubled);
  expect(await ring(async () => undefined)).toBe(0);
  expect(await ring(failing)).toBe(JOB_RETRY_MS);
});

test("work that rests is not tried when the alarm rings for other work, which does not wait for it", async () => {
  const { alarm, failing, ring, set } = scene();
  await ring(failing);
  await ring(failing);
  expect(failing).toHaveBeenCalledTimes(1);
  const timers = vi.fn(async () => undefined);
  alarm.rang();
  await alarm.run("timers", timers);
  expect(timers).toHaveBeenCalledTimes(1);
  expect(set.at(-1)).toBe(time + JOB_RETRY_MS);
});
