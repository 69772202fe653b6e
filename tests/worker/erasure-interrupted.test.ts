import { afterEach, describe, expect, test, vi } from "vitest";
import type { Receipt } from "../../schemas/privacy.ts";
import type { ProfileShardRpc } from "../../worker/domain/rpc.ts";
import { ProfileShard } from "../../worker/profile/profile-shard.ts";
import { advance, DAY, HOUR, MINUTE, SECOND, sleepThrough } from "./clock.ts";
import { erase, eraseBrowser, receiptOf, removedFrom, tablesWith } from "./erasure-kit.ts";
import { atNextDelivery } from "./interceptions.ts";
import { createSite, type TestSite } from "./kit.ts";
import { evictShards, rowsOf, runAlarms, shardOf } from "./objects.ts";
import { identify, pageView, VIEWERS } from "./samples.ts";

const EMAIL = "ada@example.com";
const RETRY_MS = 5 * SECOND;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A contact with two browsers that lead to it, in whatever shards chance gave them. */
const contactScene = async () => {
  const site = await createSite();
  const browsers = [site.browser(), site.browser()];
  for (const browser of browsers) {
    await browser.send([pageView("/mine")]);
    await browser.send([identify(EMAIL)]);
  }
  await advance(MINUTE);
  const ids = [await site.lookUp(`email=${EMAIL}`), ...browsers.map(({ visitor }) => visitor)];
  return { site, ids, browser: browsers[0] ?? site.browser() };
};

type EraseHere = (this: ProfileShard, ...order: Parameters<ProfileShard["eraseHere"]>) => Promise<never>;

const lost = (): Error => new Error("the shard is restarting");

const nobodyAnswers: EraseHere = async () => {
  throw lost();
};

/** Every shard does what it is asked, and no answer arrives. */
const answersAreLost = (): EraseHere => {
  const eraseHere = Reflect.get<ProfileShard, "eraseHere">(ProfileShard.prototype, "eraseHere");
  return async function doneInVain(...order) {
    await eraseHere.apply(this, order);
    throw lost();
  };
};

const interrupt = async (site: TestSite, how: EraseHere): Promise<Receipt> => {
  vi.spyOn(ProfileShard.prototype, "eraseHere").mockImplementation(how);
  const receipt = await erase(site, { email: EMAIL });
  vi.restoreAllMocks();
  expect(receipt).toMatchObject({ completed_at: null, places: [] });
  await evictShards(site);
  return receipt;
};

const STOPS = [
  { stop: "before any other shard began", how: () => nobodyAnswers },
  { stop: "when every other shard had done its part", how: answersAreLost },
];

describe.each(STOPS)("an erasure that stops $stop", ({ how }) => {
  test("is finished by the alarm, and its receipt tells all that was removed", async () => {
    const { site, ids } = await contactScene();
    const { receipt } = await interrupt(site, how());
    await sleepThrough(RETRY_MS);
    await runAlarms(site);
    const complete = await receiptOf(site, receipt);
    expect(complete.completed_at).not.toBeNull();
    expect(removedFrom(complete)).toEqual({ profile: 1, identifier: 1, pointer: 2 });
    expect(await tablesWith(site, ids)).toEqual([]);
    const twice = await receiptOf(site, receipt);
    await advance(HOUR);
    await runAlarms(site);
    expect(await receiptOf(site, receipt)).toEqual(twice);
  });

  test("is finished by the same request again", async () => {
    const { site, ids } = await contactScene();
    await interrupt(site, how());
    expect((await erase(site, { email: EMAIL })).completed_at).not.toBeNull();
    await advance(RETRY_MS);
    expect(await tablesWith(site, ids)).toEqual([]);
  });
});

test("an erasure keeps ids only until it is complete", async () => {
  const { site, ids } = await contactScene();
  await interrupt(site, nobodyAnswers);
  expect(await tablesWith(site, ids.slice(0, 1))).toContain("erasure");
  await advance(RETRY_MS);
  expect(await rowsOf(site, "erasure")).toMatchObject([{ ids: "[[],[]]" }]);
});

/** A visitor says who she is, and the contact is erased while her history travels. */
const erasedWhileMoving = async (subject: (visitor: string) => object) => {
  const site = await createSite();
  await site.ingest([{ ...pageView("/before"), email: EMAIL }]);
  const ada = site.browser();
  await ada.send([pageView("/mine")]);
  const ids = [await site.lookUp(`email=${EMAIL}`), ada.visitor];
  await advance(MINUTE);
  atNextDelivery(async () => {
    await erase(site, subject(ada.visitor));
  });
  const { body } = await ada.send([identify(EMAIL)]);
  return { site, ada, ids, body };
};

test("an erasure that is finished late spares whoever came back meanwhile by an act of their own", async () => {
  const { site, ids } = await contactScene();
  const { receipt } = await interrupt(site, nobodyAnswers);
  await sleepThrough(SECOND);
  await site.ingest([{ ...pageView("/again"), email: EMAIL }]);
  await advance(RETRY_MS);
  expect((await receiptOf(site, receipt)).completed_at).not.toBeNull();
  expect(await site.contact(EMAIL)).toMatchObject({
    profile: ids[0],
    visitors: [],
    events: [{ page: { url: "https://shop.example/again" } }],
  });
  expect(await rowsOf(site, "contact_secret")).toHaveLength(1);
});

test("an identifier that comes too late for an erased contact is not kept", async () => {
  const { site, ids } = await contactScene();
  const [contact = ""] = ids;
  await erase(site, { email: EMAIL });
  const identifier = { kind: "phone" as const, contact, sealed: "1.sealed", accountDomain: null };
  await (shardOf(site, contact) as unknown as ProfileShardRpc).keepIdentifiers(contact, [identifier]);
  expect(await rowsOf(site, "contact_secret")).toEqual([]);
});

test("two runs of one erasure at the same time complete it once", async () => {
  const { site, ids } = await contactScene();
  const { receipt } = await interrupt(site, nobodyAnswers);
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const eraseHere = Reflect.get<ProfileShard, "eraseHere">(ProfileShard.prototype, "eraseHere");
  vi.spyOn(ProfileShard.prototype, "eraseHere").mockImplementation(async function slow(
    this: ProfileShard,
    ...order
  ) {
    arrived.resolve();
    await released.promise;
    return eraseHere.apply(this, order);
  });
  await sleepThrough(RETRY_MS);
  const first = runAlarms(site);
  await arrived.promise;
  vi.restoreAllMocks();
  await sleepThrough(RETRY_MS);
  await (shardOf(site, ids[0] ?? "") as unknown as ProfileShardRpc).settle();
  const complete = await receiptOf(site, receipt);
  expect(complete.completed_at).not.toBeNull();
  await sleepThrough(SECOND);
  released.resolve();
  await first;
  expect(await receiptOf(site, receipt)).toEqual(complete);
});

describe("a parcel under way", () => {
  test.each([
    { by: "the address", subject: () => ({ email: EMAIL }) },
    { by: "the browser", subject: (visitor: string) => ({ visitor }) },
  ])("does not arrive where the contact is erased by $by meanwhile", async ({ subject }) => {
    const { site, ada, ids, body } = await erasedWhileMoving(subject);
    expect(body).toMatchObject({ accepted: 0, dropped: [{ index: 0, reason: "erased" }] });
    expect(ada.cookie).toBeNull();
    await advance(HOUR);
    await runAlarms(site);
    expect(await tablesWith(site, ids)).toEqual([]);
    expect(await rowsOf(site, "profile")).toEqual([]);
  });

  test("does not arrive where its browser alone was erased meanwhile, and the contact lives on", async () => {
    const site = await createSite();
    await site.ingest([{ ...pageView("/before"), email: EMAIL }]);
    const ada = site.browser();
    await ada.send([pageView("/mine")]);
    const { visitor } = ada;
    atNextDelivery(async () => {
      await eraseBrowser(site, visitor);
    });
    await ada.send([identify(EMAIL)]);
    expect((await site.contact(EMAIL)).events).toMatchObject([
      { page: { url: "https://shop.example/before" } },
    ]);
    expect(await tablesWith(site, [visitor, "/mine"])).toEqual([]);
  });

  test("leaves no pointer where its browser was erased just after it arrived", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView("/mine")]);
    const { visitor } = ada;
    const deliver = Reflect.get<ProfileShard, "deliver">(ProfileShard.prototype, "deliver");
    vi.spyOn(ProfileShard.prototype, "deliver").mockImplementationOnce(async function late(
      this: ProfileShard,
      ...sent
    ) {
      const delivered = await deliver.apply(this, sent);
      await eraseBrowser(site, visitor);
      return delivered;
    });
    await ada.send([identify(EMAIL)]);
    expect((await site.contact(EMAIL)).visitors).toEqual([]);
    await advance(HOUR);
    expect(await tablesWith(site, [visitor])).toEqual([]);
  });

  test("of a browser that is erased afterwards is cleared with it", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView("/mine")]);
    await advance(MINUTE);
    vi.spyOn(ProfileShard.prototype, "deliver").mockRejectedValue(lost());
    await ada.send([identify(EMAIL)]);
    const visitor = ada.visitor;
    expect((await rowsOf(site, "pointer"))[0]?.["parcel"]).toContain("/mine");
    const receipt = await erase(site, { visitor });
    vi.restoreAllMocks();
    expect(removedFrom(receipt)).toMatchObject({ pointer: 1, timer: 1 });
    await advance(HOUR);
    expect(await tablesWith(site, [visitor, "/mine"])).toEqual([]);
  });
});

test("a visitor who names an erased contact by an act of before loses the history to the same erasure", async () => {
  const { site, ids } = await contactScene();
  await site.putAudience("viewers", VIEWERS);
  const eve = site.browser();
  await eve.send([pageView("/eve")]);
  const { visitor } = eve;
  await advance(MINUTE);
  const said = identify(EMAIL);
  await erase(site, { email: EMAIL });
  await advance(MINUTE);
  expect((await eve.send([said])).body).toMatchObject({
    accepted: 0,
    dropped: [{ index: 0, reason: "erased" }],
  });
  expect(eve.cookie).toBeNull();
  expect(await tablesWith(site, [...ids, visitor, "/eve"])).toEqual(["change"]);
  await advance(30 * DAY);
  expect(await tablesWith(site, [...ids, visitor, "/eve"])).toEqual([]);
});
