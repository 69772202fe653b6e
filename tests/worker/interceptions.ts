import { vi } from "vitest";
import type { EventInput } from "../../schemas/event.ts";
import type { ProfileBatch } from "../../worker/domain/rpc.ts";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import type { Browser } from "./browser.ts";

/** The batch that the route makes of a beacon, caught on its way to the shard, which never sees it. */
export const catchBatch = async (browser: Browser, events: EventInput[]): Promise<ProfileBatch> => {
  const caught: ProfileBatch[] = [];
  const spy = vi.spyOn(ProfileShard.prototype, "collectBeacon").mockImplementationOnce(async (batch) => {
    caught.push(batch);
    return { kind: "done", answer: { accepted: 0, duplicate: 0, rejected: [], dropped: [] } };
  });
  await browser.send(events);
  spy.mockRestore();
  const [batch] = caught;
  if (batch === undefined) throw new Error("no batch reached the shard");
  return batch;
};

/** Runs `first` when the next parcel has reached its contact's shard and is not unpacked yet. */
export const atNextDelivery = (first: () => Promise<void>): void => {
  const deliver = Reflect.get<ProfileShard, "deliver">(ProfileShard.prototype, "deliver");
  const spy = vi.spyOn(ProfileShard.prototype, "deliver");
  spy.mockImplementationOnce(async function delayed(this: ProfileShard, parcel, version) {
    spy.mockRestore();
    await first();
    return deliver.call(this, parcel, version);
  });
};

/** Runs `first` when the next refusal is to reach the original of a merge. */
export const atNextPurge = (first: () => Promise<void>): void => {
  const purge = Reflect.get<ProfileShard, "purgeOriginal">(ProfileShard.prototype, "purgeOriginal");
  const spy = vi.spyOn(ProfileShard.prototype, "purgeOriginal");
  spy.mockImplementationOnce(async function delayed(this: ProfileShard, merge, since, version) {
    spy.mockRestore();
    await first();
    return purge.call(this, merge, since, version);
  });
};
