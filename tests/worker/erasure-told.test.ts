import { describe, expect, test } from "vitest";
import type { ProfileShardRpc } from "../../worker/domain/rpc.ts";
import { advance, DAY, HOUR, MINUTE, NOON, present, sleepThrough } from "./clock.ts";
import { access, erase, eraseBrowser, removedFrom, tablesWith } from "./erasure-kit.ts";
import { createSite } from "./kit.ts";
import { rowsOf, runAlarms, shardOf } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import { event, identify, pageView, VIEWERS } from "./samples.ts";
import { viewerScene } from "./scenes.ts";
import { WEBHOOK } from "./webhook.ts";

const EMAIL = "ada@example.com";
const receiver = useReceiver();

describe("a platform that pulls changes", () => {
  test("learns of the erasure as an exit, and of nothing else about whom it was", async () => {
    const { site, visitor, cursor } = await viewerScene();
    await erase(site, { visitor });
    const exit = { op: "exit", profile: visitor, at: NOON + HOUR, reason: "erased" };
    expect((await site.changes("viewers", cursor)).rows).toEqual([exit]);
    expect((await rowsOf(site, "change")).filter(({ profile }) => profile === visitor)).toHaveLength(1);
    await erase(site, { visitor });
    expect((await site.changes("viewers", cursor)).rows).toEqual([exit]);
  });

  test("learns of it for 30 days; then the id is gone and an older cursor is refused", async () => {
    const { site, visitor, cursor } = await viewerScene();
    const before = site.browser();
    await before.send([pageView()]);
    await erase(site, { visitor });
    const { cursor: told } = await site.changes("viewers", cursor);
    await advance(30 * DAY - 1);
    expect((await site.changes("viewers", cursor)).rows.map(({ reason }) => reason)).toContain("erased");
    await advance(1);
    const refused = await site.server.get(`/audiences/viewers/members?since=${encodeURIComponent(cursor)}`);
    expect(refused).toMatchObject({ status: 410, body: { code: "cursor_expired" } });
    expect((await site.changes("viewers", told)).rows.map(({ profile }) => profile)).not.toContain("");
    expect(await tablesWith(site, [visitor])).toEqual([]);
  });

  test("still learns of an exit from before the erasure, and for as long", async () => {
    const { site, ada, visitor, cursor } = await viewerScene();
    await ada.send([identify(EMAIL)]);
    await advance(DAY);
    await erase(site, { email: EMAIL });
    const exit = { op: "exit", profile: visitor, at: NOON + HOUR, reason: "erased" };
    expect((await site.changes("viewers", cursor)).rows).toEqual([exit]);
    await advance(30 * DAY);
    expect(await tablesWith(site, [visitor])).toEqual([]);
  });

  test("is not refused for changes of the erased that lie before its cursor", async () => {
    const { site, visitor } = await viewerScene();
    const other = site.browser();
    await other.send([pageView()]);
    const { cursor } = await site.members("viewers");
    await erase(site, { visitor });
    await erase(site, { visitor });
    expect((await site.changes("viewers", cursor)).rows).toMatchObject([{ op: "exit", reason: "erased" }]);
  });
});

test("channels are told once; messages that wait or were given up are gone, and the last one after its delivery", async () => {
  const site = await createSite();
  receiver.watch(site);
  await site.server.put("/channels/crm", WEBHOOK);
  await site.putAudience("viewers", { ...VIEWERS, notify: ["crm"] });
  await site.putAudience("all", { ...VIEWERS, of: "all", notify: ["crm"] });
  const ada = site.browser();
  receiver.answersWith(500, 410);
  await ada.send([pageView()]);
  await sleepThrough(0);
  await runAlarms(site);
  await advance(0);
  expect((await rowsOf(site, "outbox")).length + (await rowsOf(site, "dead_letter")).length).toBe(2);
  receiver.received = [];
  receiver.answersWith();
  const receipt = await erase(site, { visitor: ada.visitor });
  expect(removedFrom(receipt)).toMatchObject({ outbox: 1, dead_letter: 1 });
  await erase(site, { visitor: ada.visitor });
  await advance(HOUR);
  const told = receiver.received.map(({ message: { type, data } }) => [
    type,
    data.audience,
    data.profile,
    data.reason,
  ]);
  expect(told.toSorted((a, b) => `${a[1]}`.localeCompare(`${b[1]}`))).toEqual([
    ["audience.exited", "all", ada.visitor, "erased"],
    ["audience.exited", "viewers", ada.visitor, "erased"],
  ]);
  expect(await tablesWith(site, [ada.visitor])).toEqual(["change"]);
});

describe("a browser that erases itself", () => {
  test("is gone, and goes on as somebody new", async () => {
    const { site, ada, visitor } = await viewerScene();
    const receipt = await eraseBrowser(site, visitor);
    expect(receipt).toMatchObject({ requested_by: "visitor", completed_at: present() });
    expect(removedFrom(receipt)).toMatchObject({ profile: 1, membership: 1 });
    await advance(MINUTE);
    const late = { ...pageView("/late"), at: NOON };
    expect((await ada.send([late, pageView("/new")])).body).toEqual({
      accepted: 1,
      duplicate: 0,
      rejected: [],
      dropped: [{ index: 0, reason: "erased" }],
    });
    expect(ada.visitor).not.toBe(visitor);
    expect((await site.profile(ada.visitor)).events).toMatchObject([
      { page: { url: "https://shop.example/new" } },
    ]);
  });

  test("gets the same new id where the answer was lost, and none where it was erased again", async () => {
    const { site, ada, visitor } = await viewerScene();
    const { cookie } = ada;
    await eraseBrowser(site, visitor);
    await advance(MINUTE);
    const view = pageView("/new");
    await ada.send([view]);
    const fresh = ada.visitor;
    ada.cookie = cookie;
    expect((await ada.send([view])).body).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(ada.visitor).toBe(fresh);
    await eraseBrowser(site, fresh);
    await advance(MINUTE);
    ada.cookie = cookie;
    expect((await ada.send([pageView()])).body).toMatchObject({
      accepted: 0,
      dropped: [{ reason: "erased" }],
    });
    expect(ada.cookie).toBeNull();
  });

  test("that named a contact takes nothing of the contact along but its own name", async () => {
    const { site, ada, visitor } = await viewerScene();
    await ada.send([identify(EMAIL)]);
    const before = await site.contact(EMAIL);
    expect(before.visitors).toEqual([visitor]);
    const receipt = await eraseBrowser(site, visitor);
    expect(removedFrom(receipt)).toMatchObject({ pointer: 1, adopted: 1 });
    const { visitors, ...left } = await site.contact(EMAIL);
    expect({ ...left, visitors: [visitor] }).toEqual(before);
    expect(visitors).toEqual([]);
    await advance(30 * DAY);
    expect(await tablesWith(site, [visitor])).toEqual([]);
  });

  test("and only asks sees itself, and not where it led", async () => {
    const { site, ada, visitor } = await viewerScene();
    await ada.send([identify(EMAIL)]);
    const shard = shardOf(site, visitor) as unknown as ProfileShardRpc;
    const { places, related } = await shard.access([visitor], "browser", 0);
    expect(related).toEqual([]);
    expect(places["pointer"]).toEqual([{ id: visitor, parcel: null }]);
    expect(JSON.stringify(places)).not.toContain(await site.lookUp(`email=${EMAIL}`));
  });
});

describe("tombstones", () => {
  const DAYS = 540;

  test("name nobody, hold for 540 days, and are gone then", async () => {
    const { site, ada, visitor } = await viewerScene();
    await erase(site, { visitor });
    expect(JSON.stringify(await rowsOf(site, "tombstone"))).not.toContain(visitor);
    await advance(DAYS * DAY - 1);
    expect((await site.ingest([{ ...pageView(), visitor }])).body).toMatchObject({ accepted: 0 });
    await advance(1);
    expect(await rowsOf(site, "tombstone")).toEqual([]);
    expect(ada.cookie).not.toBeNull();
    expect((await site.ingest([{ ...pageView(), visitor }])).body).toMatchObject({ accepted: 1 });
  });

  test("are laid for somebody nobody knew, so that an import does not bring them", async () => {
    const site = await createSite();
    expect(removedFrom(await erase(site, { email: EMAIL }))).toEqual({});
    await advance(MINUTE);
    const old = event("purchase", {
      email: EMAIL,
      at: NOON - DAY,
      transaction_id: "1",
      value: 5,
      currency: "EUR",
    });
    expect((await site.ingest([old])).body).toMatchObject({ accepted: 0, dropped: [{ reason: "erased" }] });
    expect((await access(site, { email: EMAIL })).places).toEqual({});
  });
});

describe("a request that cannot be understood", () => {
  test.each([
    [{}, 400, "body_invalid"],
    [{ email: EMAIL, phone: "+4930123456" }, 400, "body_invalid"],
    [{ email: "c4n4ry@" }, 400, "body_invalid"],
    [{ phone: "c4n4ry" }, 400, "body_invalid"],
    [{ visitor: "c4n4ry" }, 400, "body_invalid"],
    [{ visitor: "vxzz0000000000000000000001" }, 400, "body_invalid"],
    [{ visitor: "c000000000000000000000001" }, 400, "body_invalid"],
    [{ anonymous_id: "" }, 400, "body_invalid"],
    [{ name: "c4n4ry" }, 400, "body_invalid"],
  ])("is refused: %j", async (body, status, code) => {
    const site = await createSite();
    for (const route of ["/privacy/access", "/privacy/erase"]) {
      const answer = await site.server.post(route, body);
      expect(answer).toMatchObject({ status, body: { code } });
      expect(answer.text).not.toContain("c4n4ry");
    }
    expect(await rowsOf(site, "erasure")).toEqual([]);
  });

  test.each([
    "x",
    "r_x",
    "r_vx000000000000000000000001",
    "r_vxzz0000000000000000000001",
    "r_c99abcdefghijklmnopqrstuv",
  ])("leads to no receipt: %s", async (id) => {
    const site = await createSite();
    expect(await site.server.get(`/privacy/receipts/${id}`)).toMatchObject({
      status: 404,
      body: { code: "receipt_unknown" },
    });
  });
});
