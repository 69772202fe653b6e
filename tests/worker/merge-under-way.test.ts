import { afterEach, expect, test, vi } from "vitest";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { advance, HOUR } from "./clock.ts";
import { createSite } from "./kit.ts";
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
