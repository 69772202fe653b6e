import { afterEach, expect, test, vi } from "vitest";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { advance, HOUR, MINUTE } from "./clock.ts";
import { erase, eraseBrowser, receiptOf, tablesWith } from "./erasure-kit.ts";
import { createSite } from "./kit.ts";
import { evictShards, rowsOf } from "./objects.ts";
import { identify, pageView } from "./samples.ts";

const OLD = "ada@old.example";
const NEW = "ada@new.example";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A browser whose history went into a contact that went into another one. */
const chain = async () => {
  const site = await createSite();
  const browser = site.browser();
  await browser.send([pageView("/mine"), identify(OLD)]);
  await site.ingest([{ ...pageView("/other"), email: NEW }]);
  await advance(MINUTE);
  const ids = [
    browser.visitor,
    await site.lookUp(`email=${OLD}`),
    await site.lookUp(`email=${NEW}`),
  ] as const;
  const { status } = await site.server.post("/contacts/merge", {
    from: { email: OLD },
    into: { email: NEW },
  });
  expect(status).toBe(200);
  return { site, browser, ids };
};

test("an erasure by a browser of which every answer is lost still reaches the contact at the end of the chain", async () => {
  const { site, browser, ids } = await chain();
  const eraseHere = Reflect.get<ProfileShard, "eraseHere">(ProfileShard.prototype, "eraseHere");
  vi.spyOn(ProfileShard.prototype, "eraseHere").mockImplementation(async function doneInVain(
    this: ProfileShard,
    ...order
  ) {
    await eraseHere.apply(this, order);
    throw new Error("the shard is restarting");
  });
  const { receipt, completed_at } = await erase(site, { visitor: browser.visitor });
  expect(completed_at).toBeNull();
  vi.restoreAllMocks();
  await evictShards(site);
  await advance(HOUR);
  expect((await receiptOf(site, receipt)).completed_at).not.toBeNull();
  expect(await rowsOf(site, "profile")).toEqual([]);
  expect(await tablesWith(site, ids)).toEqual([]);
});

test("a browser that is erased alone is forgotten by the contact that its own contact went into", async () => {
  const { site, browser, ids } = await chain();
  const [visitor, , contact] = ids;
  expect((await site.contact(NEW)).visitors).toEqual([visitor]);
  expect((await eraseBrowser(site, browser.visitor)).completed_at).not.toBeNull();
  expect(await site.contact(NEW)).toMatchObject({ profile: contact, visitors: [] });
  expect(await tablesWith(site, [visitor])).toEqual([]);
});
