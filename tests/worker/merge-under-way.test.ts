import { afterEach, expect, test, vi } from "vitest";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { advance, HOUR } from "./clock.ts";
import { createSite } from "./kit.ts";
import { rowsOf } from "./objects.ts";
import { event } from "./samples.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const EMAIL = "ada@shop-mail.net";
const PHONE = "+49301234567";

test("a contact on its way into another arrives, also where both names are told together before", async () => {
  const site = await createSite();
  const [called, wrote, both] = [event("view_cart"), event("view_item"), event("sign_up")];
  await site.ingest([{ ...called, phone: PHONE }]);
  await site.ingest([{ ...wrote, email: EMAIL }]);
  vi.spyOn(ProfileShard.prototype, "deliver").mockRejectedValue(new Error("the shard is restarting"));
  const merged = await site.server.post("/contacts/merge", {
    from: { phone: PHONE },
    into: { email: EMAIL },
  });
  expect(merged.status).toBe(200);
  vi.restoreAllMocks();
  await site.ingest([{ ...both, email: EMAIL, phone: PHONE }]);
  await advance(HOUR);
  const { events } = await site.contact(EMAIL);
  expect(events.map(({ id }) => id).toSorted()).toEqual([called.id, wrote.id, both.id].toSorted());
});

test("a contact that is merged, given back and merged again arrives, also where the first answer comes last", async () => {
  const site = await createSite();
  const [called, wrote] = [event("view_cart"), event("view_item")];
  await site.ingest([{ ...called, phone: PHONE }]);
  await site.ingest([{ ...wrote, email: EMAIL }]);
  const merge = () => site.server.post("/contacts/merge", { from: { phone: PHONE }, into: { email: EMAIL } });
  const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const deliver = Reflect.get<ProfileShard, "deliver">(ProfileShard.prototype, "deliver");
  const spy = vi.spyOn(ProfileShard.prototype, "deliver");
  spy.mockImplementationOnce(async function slow(this: ProfileShard, ...sent) {
    const delivered = await deliver.apply(this, sent);
    arrived.resolve();
    await released.promise;
    return delivered;
  });
  const first = merge();
  await arrived.promise;
  const [kept] = await rowsOf(site, "merge");
  expect((await site.server.delete(`/contacts/merges/${kept?.["id"]}`)).status).toBe(200);
  spy.mockRejectedValue(new Error("the shard is restarting"));
  expect((await merge()).status).toBe(200);
  released.resolve();
  await first;
  vi.restoreAllMocks();
  await advance(HOUR);
  const { events } = await site.contact(EMAIL);
  expect(events.map(({ id }) => id).toSorted()).toEqual([called.id, wrote.id].toSorted());
});
