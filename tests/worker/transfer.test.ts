import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import type { EventInput } from "../../schemas/event.ts";
import type { Parcel, ProfileShardRpc } from "../../worker/domain/rpc.ts";
import { compileSite } from "../../worker/domain/site-snapshot.ts";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { ShardState } from "../../worker/profile/shard-state.ts";
import { stageBatch } from "../../worker/profile/stage-batch.ts";
import type { Browser } from "./browser.ts";
import { advance, HOUR, MINUTE, NOON, present, SECOND, sleepThrough } from "./clock.ts";
import { atNextDelivery, catchBatch } from "./interceptions.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, evictShards, inShard, runAlarms, rowsOf, shardOf, snapshotOf } from "./objects.ts";
import { addToCart, CART_ABANDONERS, identify, KNOWN_CART_ABANDONERS, pageView, VIEWERS } from "./samples.ts";

const EMAIL = "ada@example.com";

interface Scene {
  readonly site: TestSite;
  readonly ada: Browser;
  readonly cursor: string;
  readonly said: EventInput;
}

/** The same events in every scene, so that two scenes can be compared. */
const STORY = { view: pageView("/boots?utm_source=news"), cart: addToCart(), said: identify(EMAIL) };

/** A member of a visitors' audience who is about to say who she is, at a quarter past one. */
const setScene = async (): Promise<Scene> => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  await site.putAudience("known-abandoners", KNOWN_CART_ABANDONERS);
  await site.putAudience("viewers", { ...VIEWERS, of: "all" });
  const ada = site.browser();
  await ada.send([
    { ...STORY.view, at: NOON },
    { ...STORY.cart, at: NOON },
  ]);
  await advance(HOUR);
  const { cursor } = await site.members("abandoners");
  await advance(15 * MINUTE);
  return { site, ada, cursor, said: { ...STORY.said, at: present() } };
};

const withoutIds = <Row extends { profile: string }>(rows: readonly Row[]) =>
  rows.map(({ profile, ...row }) => ({ ...row, kind: profile.slice(0, 1) }));

/** What the site knows afterwards, without the ids that differ from site to site. */
const outcomeOf = async ({ site, ada, cursor }: Scene) => {
  const { profile, visitors, ...contact } = await site.contact(EMAIL);
  return {
    contact,
    visitors: visitors.length,
    visitor: (await site.lookUp(`visitor=${ada.visitor}`)) === profile,
    standings: await site.standings(profile),
    exits: withoutIds((await site.changes("abandoners", cursor)).rows),
    known: withoutIds((await site.members("known-abandoners")).rows),
    viewers: withoutIds((await site.members("viewers")).rows),
    profiles: (await rowsOf(site, "profile")).length,
    parcels: (await rowsOf(site, "pointer")).map(({ parcel }) => parcel),
    secrets: (await rowsOf(site, "contact_secret")).length,
  };
};

const uninterrupted = async () => {
  const scene = await setScene();
  await scene.ada.send([scene.said]);
  await advance(MINUTE);
  return outcomeOf(scene);
};

const RETRY_MS = 5 * SECOND;

/** The first step and no other: the profile is packed in the visitor's shard, and then the machine stops. */
const stopAfterPacking = async (scene: Scene): Promise<void> => {
  const batch = await catchBatch(scene.ada, [scene.said]);
  const contact = batch.claim?.identifiers[0]?.contact ?? "";
  const compiled = compileSite(await snapshotOf(scene.site));
  await inShard(shardOf(scene.site, batch.profile), async (_, { storage }) => {
    const state = new ShardState(storage.sql, scene.site.id, env.HALLEY_SECRET);
    storage.transactionSync(() => {
      expect(stageBatch(state, batch, contact, compiled, present()).kind).toBe("packed");
      state.flush();
    });
    await storage.setAlarm(Date.now() + RETRY_MS);
  });
  await evictShards(scene.site);
};

const waitingParcel = async ({ site }: Scene): Promise<Parcel> => {
  const [pointer] = await rowsOf(site, "pointer");
  return JSON.parse(String(pointer?.parcel)) as Parcel;
};

const deliver = async ({ site }: Scene, parcel: Parcel): Promise<void> => {
  const shard = shardOf(site, parcel.contact) as unknown as ProfileShardRpc;
  await shard.deliver(parcel, (await snapshotOf(site)).version);
};

/** The second step too: the contact's shard has unpacked the parcel, but nobody heard of it. */
const stopAfterDelivery = async (scene: Scene): Promise<void> => {
  await stopAfterPacking(scene);
  await deliver(scene, await waitingParcel(scene));
  await evictShards(scene.site);
};

/** Everything happened, only the answer was lost. */
const stopBeforeAnswer = async ({ site, ada, said }: Scene): Promise<void> => {
  await ada.send([said]);
  await evictShards(site);
};

const STOPS = [
  { stop: "after packing", go: stopAfterPacking },
  { stop: "after the delivery", go: stopAfterDelivery },
  { stop: "before the answer", go: stopBeforeAnswer },
];

describe.each(STOPS)("a transfer that stops $stop", ({ go }) => {
  test("is finished by the same beacon sent again", async () => {
    const scene = await setScene();
    await go(scene);
    expect((await scene.ada.send([scene.said])).body).toMatchObject({ accepted: 0, duplicate: 1 });
    await advance(MINUTE);
    expect(await outcomeOf(scene)).toEqual(await uninterrupted());
  });

  test("is finished by a late beacon, whose events are stored once", async () => {
    const scene = await setScene();
    const late = { ...pageView("/late"), at: NOON };
    await go(scene);
    expect((await scene.ada.send([late])).body).toMatchObject({ accepted: 1, duplicate: 0 });
    const twin = await setScene();
    await twin.ada.send([twin.said]);
    await twin.ada.send([late]);
    await advance(MINUTE);
    expect(await outcomeOf(scene)).toEqual(await outcomeOf(twin));
  });

  test("is finished by the alarm", async () => {
    const scene = await setScene();
    await go(scene);
    await sleepThrough(RETRY_MS);
    await runDurableObjectAlarm(shardOf(scene.site, scene.ada.visitor));
    const outcome = await outcomeOf(scene);
    await runAlarms(scene.site);
    await advance(MINUTE);
    expect(await outcomeOf(scene)).toEqual(outcome);
    expect(outcome).toEqual(await uninterrupted());
  });

  test("is finished by the clock", async () => {
    const scene = await setScene();
    await go(scene);
    await advance(RETRY_MS);
    expect(await outcomeOf(scene)).toEqual(await uninterrupted());
  });
});

test("a parcel that cannot be delivered when its timer comes is counted as a failure, and sent again", async () => {
  const scene = await setScene();
  await stopAfterPacking(scene);
  const delivery = vi.spyOn(ProfileShard.prototype, "deliver").mockRejectedValueOnce(new Error("reset"));
  await sleepThrough(RETRY_MS);
  await runDurableObjectAlarm(shardOf(scene.site, scene.ada.visitor));
  delivery.mockRestore();
  const { body } = await scene.site.server.get("/privacy/retention");
  expect(body).toMatchObject({ background_failures: [{ job: "timers", failures: 1 }] });
  await advance(MINUTE);
  expect(await outcomeOf(scene)).toEqual(await uninterrupted());
});

test("while a parcel is under way its alarm is armed, and a second delivery by the alarm changes nothing", async () => {
  const scene = await setScene();
  const { site, ada, said } = scene;
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  atNextDelivery(() => {
    arrived.resolve();
    return released.promise;
  });
  const answer = ada.send([said]);
  await arrived.promise;
  const shard = shardOf(site, ada.visitor);
  expect(await inShard(shard, (_, { storage }) => storage.getAlarm())).not.toBeNull();
  await sleepThrough(RETRY_MS);
  await runDurableObjectAlarm(shard);
  released.resolve();
  expect((await answer).body).toMatchObject({ accepted: 1 });
  await advance(MINUTE);
  expect(await outcomeOf(scene)).toEqual(await uninterrupted());
});

test("the same parcel delivered again changes nothing in the contact's shard", async () => {
  const scene = await setScene();
  await stopAfterPacking(scene);
  const parcel = await waitingParcel(scene);
  await deliver(scene, parcel);
  const before = await dump(scene.site);
  await deliver(scene, parcel);
  await evictShards(scene.site);
  await deliver(scene, parcel);
  expect(await dump(scene.site)).toEqual(before);
});

test("a parcel for an identifier that leads elsewhere follows it, and so does the visitor's pointer", async () => {
  const scene = await setScene();
  const { site, ada } = scene;
  await site.ingest([{ ...pageView(), phone: "+49301234567" }]);
  const contact = await site.lookUp("phone=%2B49301234567");
  await stopAfterPacking(scene);
  const { contact: named } = await waitingParcel(scene);
  await (shardOf(site, named) as unknown as ProfileShardRpc).lead(named, contact);
  await advance(RETRY_MS);
  expect(await site.lookUp(`visitor=${ada.visitor}`)).toBe(contact);
  expect((await site.profile(contact)).visitors).toEqual([ada.visitor]);
  expect(await rowsOf(site, "profile")).toHaveLength(1);
  expect((await rowsOf(site, "pointer")).map(({ parcel }) => parcel)).toEqual([null, null]);
});

test("a delivery that fails in the alarm is tried again by a later one", async () => {
  const scene = await setScene();
  await stopAfterPacking(scene);
  atNextDelivery(() => Promise.reject(new Error("the contact's shard is restarting")));
  await sleepThrough(RETRY_MS);
  await runAlarms(scene.site);
  expect((await waitingParcel(scene)).visitor.id).toBe(scene.ada.visitor);
  await evictShards(scene.site);
  await sleepThrough(RETRY_MS);
  expect(await runAlarms(scene.site)).toBeGreaterThan(0);
  await advance(MINUTE);
  expect(await outcomeOf(scene)).toEqual(await uninterrupted());
});
