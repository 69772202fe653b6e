import { describe, expect, test } from "vitest";
import { addressOf } from "../../worker/domain/identity/profile-id.ts";
import { advance, DAY, HOUR, MINUTE } from "./clock.ts";
import {
  createList,
  gather,
  hash,
  manifest,
  read,
  reportOf,
  usePlatforms,
  withdraw,
} from "./destination-kit.ts";
import { access, erase, removedFrom, tablesWith } from "./erasure-kit.ts";
import { atNextDelivery } from "./interceptions.ts";
import type { TestSite } from "./kit.ts";
import { CRM, META } from "./platform-world.ts";
import { addToCart, EVERYTHING, pageView } from "./samples.ts";

const platforms = usePlatforms();

const OLD = "ada@old.example";
const NEW = "ada@new.example";
const BOTH = [hash(OLD), hash(NEW)].toSorted();

const onList = (): string[] => [...platforms.now.list].toSorted();
const removals = (): readonly string[][] =>
  platforms.now.calls.filter(({ op }) => op === "remove").map(({ hashes }) => hashes.toSorted());
const failing = (): Response => new Response(null, { status: 503 });

/** Somebody whose contact lives in the same shard as another one, or does not; among the others that were tried are strangers. */
const readIn = async (site: TestSite, isSame: boolean, other: string): Promise<string> => {
  for (let number = 0; ; number++) {
    const email = `ada-${number}@old.example`;
    const browser = await read(site, email);
    const contact = await site.lookUp(`email=${email}`);
    if ((addressOf(contact)?.shard === addressOf(other)?.shard) === isSame) return email;
    await withdraw(browser);
  }
};

const merge = async (site: TestSite, email = OLD): Promise<string> => {
  const { body } = await site.server.post("/contacts/merge", { from: { email }, into: { email: NEW } });
  return (body as { merge: string }).merge;
};

const hashesOf = async (site: TestSite): Promise<string[][]> =>
  (await manifest(site)).map(({ hashes }) => hashes).toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1));

describe("erasing somebody who is on a list", () => {
  test("takes them off at once, and keeps nothing", async () => {
    const site = await createList();
    await read(site, OLD);
    await gather();
    const receipt = await erase(site, { email: OLD });
    expect(removedFrom(receipt)).toMatchObject({ pushed: 1 });
    await advance(0);
    expect([onList(), removals(), await manifest(site)]).toEqual([[], [[hash(OLD)]], []]);
  });

  test("keeps the hashes and nobody's name until the platform took the removal", async () => {
    const site = await createList();
    await read(site, OLD);
    await gather();
    const contact = await site.lookUp(`email=${OLD}`);
    expect((await access(site, { email: OLD })).places["pushed"]).toMatchObject([
      { destination: "list", state: "in", keys: { emails: [hash(OLD)] } },
    ]);
    platforms.now.answers(failing);
    await erase(site, { email: OLD });
    await advance(0);
    expect(await manifest(site)).toMatchObject([{ state: "remove", hashes: [hash(OLD)] }]);
    // The exit that exports still have to tell names it too, and by what.
    expect(await tablesWith(site, [contact])).toEqual(["change", "former_key"]);
    expect(await reportOf(site)).toMatchObject({ status: "failing", ours: 0, waiting: { removals: 1 } });
    await advance(MINUTE);
    expect([onList(), await manifest(site)]).toEqual([[], []]);
  });

  test("before they were brought brings them never", async () => {
    const site = await createList();
    await read(site, OLD);
    await erase(site, { email: OLD });
    await gather();
    expect([platforms.now.calls, await manifest(site)]).toEqual([[], []]);
  });

  test("lets them come back by a new action of their own", async () => {
    const site = await createList();
    await read(site, OLD);
    await gather();
    await erase(site, { email: OLD });
    await advance(MINUTE);
    await read(site, OLD);
    await gather();
    expect([onList(), await hashesOf(site)]).toEqual([[hash(OLD)], [[hash(OLD)]]]);
  });
});

const bothOnList = async (): Promise<TestSite> => {
  const site = await createList();
  await read(site, OLD);
  await read(site, NEW);
  await gather();
  return site;
};

describe("a contact that goes into another", () => {
  test("stays on the list as the other, who leaves with the addresses of both", async () => {
    const site = await bothOnList();
    await merge(site);
    await gather();
    expect([onList(), removals()]).toEqual([BOTH, []]);
    expect(await hashesOf(site)).toEqual([BOTH]);
    const browser = await read(site, NEW);
    await withdraw(browser);
    await advance(0);
    expect([onList(), await manifest(site)]).toEqual([[], []]);
  });

  test("leaves the list with the other where that one may not be told of", async () => {
    const site = await createList();
    await read(site, OLD);
    await read(site, NEW, { consent: { ...EVERYTHING, ad_personalization: "denied" } });
    await gather();
    expect(onList()).toEqual([hash(OLD)]);
    await advance(MINUTE);
    await merge(site);
    await gather();
    expect([await site.exported("readers"), onList(), await manifest(site)]).toEqual([[], [], []]);
  });

  test.each([
    ["the same shard", true],
    ["another shard", false],
  ])("from %s and comes back is on the list by itself again, and so is the other", async (_, isSame) => {
    const site = await createList();
    await read(site, NEW);
    const old = await readIn(site, isSame, await site.lookUp(`email=${NEW}`));
    const hashes = [hash(old), hash(NEW)].toSorted();
    await gather();
    const id = await merge(site, old);
    await gather();
    expect((await site.server.delete(`/contacts/merges/${id}`)).status).toBe(200);
    await advance(0);
    await gather();
    await gather();
    expect(onList()).toEqual(hashes);
    expect((await hashesOf(site)).flat().toSorted()).toEqual(hashes);
    expect(await manifest(site)).toHaveLength(2);
  });

  test("goes off the list with it where that one is erased while it is on its way", async () => {
    const site = await bothOnList();
    atNextDelivery(async () => {
      await erase(site, { email: NEW });
    });
    await merge(site);
    await advance(HOUR);
    expect([onList(), await manifest(site)]).toEqual([[], []]);
  });

  test("and is erased on the way is taken off", async () => {
    const site = await bothOnList();
    atNextDelivery(() => Promise.reject(new Error("the other shard is away")));
    await merge(site);
    await erase(site, { email: OLD });
    await advance(HOUR);
    expect(onList()).not.toContain(hash(OLD));
    expect((await hashesOf(site)).flat()).not.toContain(hash(OLD));
  });
});

test("after anything that happened, a list is who may be exported", async () => {
  const site = await createList(META);
  const emails = Array.from({ length: 8 }, (_, index) => `person-${index}@example.com`);
  const browsers = new Map<string, Awaited<ReturnType<typeof read>>>();
  let seed = 7;
  const draw = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let step = 0; step < 60; step++) {
    const email = emails[draw(emails.length)] ?? "";
    const browser = browsers.get(email);
    const action = draw(6);
    if (browser === undefined) browsers.set(email, await read(site, email));
    else if (action === 0) await withdraw(browser);
    else if (action === 1) {
      browser.consent = EVERYTHING;
      await browser.send([pageView(), addToCart()]);
    } else if (action === 2) {
      await erase(site, { email });
      browsers.delete(email);
    } else if (action === 3) platforms.now.answers(failing, () => null, failing);
    else await advance([0, MINUTE, HOUR, DAY][draw(4)] ?? 0);
  }
  platforms.now.answers();
  // What failed most often is tried again after a day and a little more, by chance.
  await advance(2 * DAY);
  const members = new Set(await site.exported("readers"));
  const expected: string[] = [];
  for (const email of browsers.keys()) {
    const { body } = await site.server.get(`/profiles/lookup?email=${email}`);
    if (members.has((body as { profile: string }).profile)) expected.push(hash(email));
  }
  expect(onList()).toEqual(expected.toSorted());
  expect((await hashesOf(site)).flat().toSorted()).toEqual(expected.toSorted());
  expect(members.size).toBe(expected.length);
  expect(await reportOf(site)).toMatchObject({
    status: "idle",
    ours: expected.length,
    accepted: expected.length,
  });
});

test("a list of another site is another list", async () => {
  const [ours, theirs] = [
    await createList(),
    await createList({ ...CRM, url: "https://crm.example/theirs" }),
  ];
  await read(ours, OLD);
  await gather();
  expect([await hashesOf(ours), await manifest(theirs)]).toEqual([[[hash(OLD)]], []]);
});
