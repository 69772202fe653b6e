import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { SiteRpc } from "../../worker/domain/site-rpc.ts";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { HOUR, NOON, SECOND, sleepThrough } from "./clock.ts";
import { createSite } from "./kit.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const rule = (mode: "opt-in" | "opt-out", effective_at: number | null) => ({
  region: "*",
  mode,
  effective_at,
});

test("shards that do not hear of a rule are told ever later", async () => {
  const site = await createSite();
  const rules = [rule("opt-in", null), rule("opt-out", NOON + HOUR)];
  expect((await site.server.put("/consent/rules", { rules })).status).toBe(200);
  await sleepThrough(HOUR);
  vi.spyOn(ProfileShard.prototype, "sweep").mockRejectedValue(new Error("the shard is restarting"));
  const wall = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(wall);
  const waits: number[] = [];
  for (let tries = 0; tries < 4; tries++) {
    await runInDurableObject(env.SITE.getByName(site.id), async (object, { storage }) => {
      await object.alarm?.();
      waits.push(((await storage.getAlarm()) ?? Infinity) - wall);
    });
  }
  expect(waits).toEqual([5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND]);
});

test("a rule that starts while shards are told of another, and reaches none, is told again", async () => {
  const site = await createSite();
  const rules = [rule("opt-in", null), rule("opt-out", NOON + HOUR), rule("opt-in", NOON + 2 * HOUR)];
  expect((await site.server.put("/consent/rules", { rules })).status).toBe(200);
  const settle = () => (env.SITE.getByName(site.id) as unknown as SiteRpc).settle();
  const told: number[] = [];
  let isDown = false;
  let failures = 0;
  vi.spyOn(ProfileShard.prototype, "sweep").mockImplementation(async (version) => {
    const [first = version] = told;
    told.push(version);
    if (version !== first && isDown) throw new Error("the shard is restarting");
    if (isDown) return;
    isDown = true;
    await sleepThrough(HOUR);
    try {
      await settle();
    } catch {
      failures += 1;
    }
  });
  await sleepThrough(HOUR);
  await settle();
  expect(failures).toBe(1);
  told.length = 0;
  const newest = await settle();
  expect(new Set(told)).toEqual(new Set([newest?.version]));
});
