import { describe, expect, test } from "vitest";
import { SYSTEM_EVENT_TYPES } from "../../schemas/system-events.ts";
import { campaignScene, HERO, putCampaign, see, served } from "./campaign-kit.ts";
import { advance, DAY, HOUR, MINUTE, NOON, present, SECOND } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import {
  type Definition,
  event,
  EVERYTHING,
  identify,
  JOURNEY,
  NOTHING,
  pageView,
  VIEWERS,
} from "./samples.ts";

const SEEN_THRICE: Definition = {
  v: 1,
  name: "Saw it three times",
  of: "all",
  include: { event: "ad_view", count: { gte: 3 }, within: "7d" },
};

const told = async (site: TestSite, profile: string) =>
  (await site.profile(profile)).events.filter(({ type }) => type.startsWith("ad_"));

const SAID = { n: 0, promotion_id: "boots", creative_name: "a", creative_slot: HERO };

describe("what is seen and clicked", () => {
  test("is an event each, once", async () => {
    const { site, ada, visitor } = await campaignScene();
    const { reservation } = await served(ada);
    for (const state of ["rendered", "viewable", "renewed", "clicked", "released"] as const) {
      await advance(SECOND);
      await ada.confirm(reservation, state);
      await ada.confirm(reservation, state);
    }
    expect(await told(site, visitor)).toEqual([
      { ...SAID, id: expect.stringMatching(/-ad_view$/) as string, type: "ad_view", at: NOON + 2 * SECOND },
      { ...SAID, id: expect.stringMatching(/-ad_click$/) as string, type: "ad_click", at: NOON + 4 * SECOND },
    ]);
  });

  test("leaves alone when the visitor was last there", async () => {
    const { site, ada, visitor } = await campaignScene();
    await advance(MINUTE);
    await see(ada);
    expect(await site.profile(visitor)).toMatchObject({ last_seen_at: NOON });
  });

  test("brings visitors into audiences that name it, until the window has passed", async () => {
    const { site, ada, visitor } = await campaignScene();
    await site.putAudience("seen", SEEN_THRICE);
    await see(ada);
    await see(ada);
    expect(await site.memberships(visitor)).toEqual(["viewers"]);
    await see(ada);
    expect((await site.memberships(visitor)).toSorted()).toEqual(["seen", "viewers"]);
    const { rows, cursor } = await site.members("seen");
    expect(rows).toMatchObject([{ profile: visitor, entered_at: NOON, next_flip_at: NOON + 7 * DAY }]);
    await advance(7 * DAY);
    expect((await site.changes("seen", cursor)).rows).toMatchObject([
      { op: "exit", profile: visitor, at: NOON + 7 * DAY },
    ]);
  });

  test("by a server's word is the same", async () => {
    const { site, visitor } = await campaignScene();
    const { body } = await site.server.post("/decide", { placements: [HERO], visitor });
    const { reservation } = (body as { decisions: { reservation: string }[] }).decisions[0]!;
    await site.server.post("/confirm", { reservation, state: "viewable", visitor });
    expect(await told(site, visitor)).toMatchObject([{ type: "ad_view", ...SAID }]);
  });

  test("follows the visitor into the contact", async () => {
    const { site, ada, visitor } = await campaignScene();
    await site.putAudience("everybody", { ...VIEWERS, of: "all" });
    await putCampaign(site, { audience: "everybody" });
    const { reservation } = await served(ada);
    await ada.send([identify("ada@example.com")]);
    expect((await ada.confirm(reservation, "viewable")).body).toMatchObject({ counted: true });
    const contact = await site.lookUp("email=ada%40example.com");
    expect(contact).not.toBe(visitor);
    expect(await told(site, contact)).toMatchObject([{ type: "ad_view", ...SAID }]);
  });

  test("begins a journey that enters by it", async () => {
    const site = await createSite();
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    await putCampaign(site, { audience: "known" });
    const journey = {
      ...JOURNEY,
      enter: { event: "ad_click", where: [{ prop: "promotion_id", op: "eq", value: "boots" }] },
      steps: [{ wait: "1h" }],
    };
    expect(await site.server.put("/journeys/clicked", journey)).toMatchObject({ status: 201 });
    const ada = site.browser();
    await ada.send([pageView(), identify("ada@example.com")]);
    const { reservation } = await served(ada);
    await ada.confirm(reservation, "viewable");
    const types = async () => (await site.contact("ada@example.com")).events.map(({ type }) => type);
    expect(await types()).not.toContain("journey_entered");
    await ada.confirm(reservation, "clicked");
    expect(await types()).toContain("journey_entered");
  });

  test("is no event where it is not counted, or where consent was withdrawn", async () => {
    const { site, ada, visitor } = await campaignScene();
    const [late, withdrawn] = [await served(ada), await served(ada)];
    await ada.confirm(withdrawn.reservation, "viewable");
    await advance(MINUTE);
    await ada.confirm(late.reservation, "viewable");
    expect(await told(site, visitor)).toHaveLength(1);
    await ada.send([pageView()], { consent: { ...EVERYTHING, ad_storage: "denied" }, consent_at: present() });
    await ada.confirm(withdrawn.reservation, "clicked");
    expect((await told(site, visitor)).map(({ type }) => type)).not.toContain("ad_click");
    const gone = await campaignScene();
    const { reservation } = await served(gone.ada);
    await gone.site.ingest([{ ...pageView(), visitor: gone.visitor }], { consent: NOTHING });
    await gone.ada.confirm(reservation, "viewable");
    expect(await told(gone.site, gone.visitor)).toEqual([]);
  });
});

describe("nobody else can say what only the system does", () => {
  test.each(SYSTEM_EVENT_TYPES)("%s", async (type) => {
    const site = await createSite();
    const ada = site.browser();
    const refused = { accepted: 1, rejected: [{ index: 0, code: "type_reserved" }] };
    expect((await ada.send([event(type), pageView()])).body).toMatchObject(refused);
    const events = [event(type), pageView()].map((one) => ({ ...one, anonymous_id: "crm-1" }));
    expect((await site.ingest(events)).body).toMatchObject(refused);
    expect((await site.profile(ada.visitor)).events.map((one) => one.type)).toEqual(["page_view"]);
  });

  test("but the history of another system may hold it", async () => {
    const site = await createSite();
    await site.putAudience("seen", SEEN_THRICE);
    const events = [1, 2, 3].map((hours) => ({
      ...event("ad_view", { at: NOON - hours * HOUR }),
      anonymous_id: "crm-1",
    }));
    const { body } = await site.server.post("/events?import=1", {
      consent: EVERYTHING,
      region: "DE",
      events,
    });
    expect(body).toMatchObject({ accepted: 3, rejected: [] });
    expect(await site.memberships(await site.lookUp("anonymous_id=crm-1"))).toEqual(["seen"]);
  });
});
