import { expect, test } from "vitest";
import { advance, DAY, HOUR, NOON, sleepThrough } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, evictShards, rowsOf, runAlarms } from "./objects.ts";
import { addToCart, CART_ABANDONERS, pageView, VIEWERS } from "./samples.ts";

const ENTRY = NOON + HOUR;
const EXIT = NOON + 7 * DAY;

/** A visitor with a cart, and a cursor from before anything happened. */
const waitingVisitor = async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const early = site.browser();
  await early.send([addToCart({ at: NOON - 2 * HOUR })]);
  const { cursor } = await site.members("abandoners");
  const ada = site.browser();
  await ada.send([addToCart()]);
  const feed = async () =>
    (await site.changes("abandoners", cursor)).rows.filter(({ profile }) => profile === ada.visitor);
  return { site, ada, feed };
};

const storedFeed = async (site: TestSite, profile: string) =>
  (await rowsOf(site, "change"))
    .filter((row) => row["profile"] === profile)
    .map(({ op, at, reason }) => ({ op, at, reason }));

test("after a restart with timers due, reads and exports are right before any alarm", async () => {
  const { site, ada, feed } = await waitingVisitor();
  await evictShards(site);
  await sleepThrough(HOUR);
  expect(await site.standings(ada.visitor)).toMatchObject([
    { member: true, entered_at: ENTRY, next_flip_at: EXIT },
  ]);
  expect(await site.exported("abandoners")).toContain(ada.visitor);
  expect(await feed()).toEqual([{ op: "enter", profile: ada.visitor, at: ENTRY, reason: null }]);
  await evictShards(site);
  await sleepThrough(7 * DAY);
  expect(await site.memberships(ada.visitor)).toEqual([]);
  expect(await site.exported("abandoners")).toEqual([]);
  expect(await feed()).toEqual([
    { op: "enter", profile: ada.visitor, at: ENTRY, reason: null },
    { op: "exit", profile: ada.visitor, at: EXIT, reason: "expired" },
  ]);
});

test("the feed is complete where it is the first to be read after a restart", async () => {
  const { site, ada, feed } = await waitingVisitor();
  await evictShards(site);
  await sleepThrough(HOUR);
  expect(await feed()).toEqual([{ op: "enter", profile: ada.visitor, at: ENTRY, reason: null }]);
});

test("the alarm is armed on disk, fires what is due after a restart, and again fires nothing", async () => {
  const { site, ada } = await waitingVisitor();
  await evictShards(site);
  await sleepThrough(HOUR);
  expect(await runAlarms(site)).toBeGreaterThan(0);
  expect(await storedFeed(site, ada.visitor)).toEqual([{ op: "enter", at: ENTRY, reason: null }]);
  const before = await dump(site);
  await runAlarms(site);
  await evictShards(site);
  await runAlarms(site);
  expect(await dump(site)).toEqual(before);
});

test("alarm, clock, beacon and export at the same moment record one entry and one exit", async () => {
  const { site, ada } = await waitingVisitor();
  await sleepThrough(HOUR);
  await Promise.all([
    runAlarms(site),
    site.members("abandoners"),
    ada.send([pageView()]),
    site.standings(ada.visitor),
  ]);
  await advance(0);
  await sleepThrough(7 * DAY);
  await Promise.all([runAlarms(site), site.members("abandoners"), ada.send([pageView()]), advance(0)]);
  expect(await storedFeed(site, ada.visitor)).toEqual([
    { op: "ended", at: ENTRY, reason: null },
    { op: "exit", at: EXIT, reason: "expired" },
  ]);
});

test.each([
  { by: "the clock", jump: () => advance(30 * DAY) },
  { by: "the alarm", jump: () => sleepThrough(30 * DAY) },
])("a jump over entry and exit, by $by, records both at their own times", async ({ jump }) => {
  const { site, ada } = await waitingVisitor();
  await jump();
  await runAlarms(site);
  expect(await storedFeed(site, ada.visitor)).toEqual([
    { op: "ended", at: ENTRY, reason: null },
    { op: "exit", at: EXIT, reason: "expired" },
  ]);
});

test("a late beacon first catches up with what was missed", async () => {
  const { site, ada } = await waitingVisitor();
  await sleepThrough(30 * DAY);
  await ada.send([pageView()]);
  expect(await storedFeed(site, ada.visitor)).toEqual([
    { op: "ended", at: ENTRY, reason: null },
    { op: "exit", at: EXIT, reason: "expired" },
  ]);
});

test("a membership that later events prolong ends once, at its new end", async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  const ada = site.browser();
  await ada.send([pageView()]);
  await advance(5 * DAY);
  await ada.send([pageView()]);
  await advance(6 * DAY);
  expect(await site.exported("viewers")).toEqual([ada.visitor]);
  await advance(30 * DAY);
  expect(await storedFeed(site, ada.visitor)).toEqual([
    { op: "ended", at: NOON, reason: null },
    { op: "exit", at: NOON + 12 * DAY, reason: "expired" },
  ]);
  expect(await rowsOf(site, "timer")).toEqual([]);
});
