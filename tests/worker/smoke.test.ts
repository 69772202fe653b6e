import { abortAllDurableObjects, evictAllDurableObjects } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { createSite } from "./kit.ts";
import { dump, evictShards, inShard, runAlarms, shardOf } from "./objects.ts";
import { addToCart, identify, pageView } from "./samples.ts";

test("total changes", async () => {
  const site = await createSite();
  const a = site.browser();
  await a.send([pageView()]);
  const c = await inShard(shardOf(site, a.visitor), (_, s) => s.storage.sql.exec("SELECT total_changes() AS n").toArray());
  console.log(c);
});
test("spy throws", async () => {
  const site = await createSite();
  const a = site.browser();
  await a.send([pageView()]);
  const spy = vi.spyOn(ProfileShard.prototype, "deliver").mockRejectedValueOnce(new Error("crash"));
  const r = await a.send([identify("ada@example.com")]);
  console.log(r, spy.mock.calls.length);
  spy.mockRestore();
  console.log(JSON.stringify(await dump(site)));
  await evictShards(site);
  const r2 = await a.send([pageView()]);
  console.log(r2, JSON.stringify(await dump(site)));
});
test("hang and abort", async () => {
  const site = await createSite();
  const a = site.browser();
  await a.send([pageView()]);
  let reached = () => {};
  const atDeliver = new Promise<void>((r) => (reached = r));
  const spy = vi.spyOn(ProfileShard.prototype, "deliver").mockImplementationOnce(async () => {
    reached();
    return new Promise(() => {});
  });
  const p = a.send([identify("ada@example.com")]);
  await atDeliver;
  await abortAllDurableObjects();
  console.log("aborted", await p);
  spy.mockRestore();
  console.log(JSON.stringify(await dump(site)));
  console.log(await runAlarms(site));
  console.log(await evictAllDurableObjects());
});
