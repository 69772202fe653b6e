import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  CHANGE_RETENTION_MS,
  CONSENT_PROOF_MS,
  QUARANTINE_RETENTION_MS,
  RETENTION_ROWS_PER_SLICE,
} from "../../schemas/limits.ts";
import { advance, DAY, HOUR, NOON, present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { compileSite } from "../../worker/domain/site-snapshot.ts";
import { retentionSlice } from "../../worker/profile/retention-slice.ts";
import { ShardState } from "../../worker/profile/shard-state.ts";
import { evictShards, inShard, rowsOf, shardsOf, snapshotOf, storedMembers } from "./objects.ts";
import { useReceiver } from "./receiver.ts";
import { type Definition, event, EVERYTHING, identify, pageView, VIEWERS } from "./samples.ts";
import { WEBHOOK } from "./webhook.ts";

const receiver = useReceiver();

const KEPT_DAYS = 30;
const rule = (region: string, days: number) => ({ region, mode: "opt-in", retention_days: days });

/** Its members stay for longer than their events are held. */
const EVER_VIEWED: Definition = {
  ...VIEWERS,
  name: "Viewed within a year",
  include: { event: "page_view", within: "365d" },
};

const createRetainingSite = async (): Promise<TestSite> => {
  const site = await createSite();
  await site.server.put("/consent/rules", { rules: [rule("*", KEPT_DAYS), rule("US", 300)] });
  await site.putAudience("viewers", EVER_VIEWED);
  return site;
};

/** Two events of which the shard refuses the second. */
const conflicting = () =>
  [pageView("/first"), pageView("/second")].map((view) => ({ ...view, id: "the-same-id" }));

const eventIds = async (site: TestSite, profile: string) =>
  (await site.profile(profile)).events.map(({ id }) => id);

interface Lag {
  status: string;
  classes: { class: string; overdue: number; lag_ms: number; last_sweep_at: number | null }[];
}
const lagOf = async (site: TestSite): Promise<Lag> =>
  (await site.server.get("/privacy/retention")).body as Lag;
const classOf = ({ classes }: Lag, name: string) => classes.find((one) => one.class === name);

describe("an event", () => {
  test("that is older than the region's rule allows goes, and younger ones stay", async () => {
    const site = await createRetainingSite();
    const ada = site.browser();
    const old = pageView("/old");
    await ada.send([old]);
    await advance(20 * DAY);
    const young = pageView("/young");
    await ada.send([young]);
    await advance(9 * DAY);
    expect(await eventIds(site, ada.visitor)).toEqual([old.id, young.id]);
    await advance(3 * DAY);
    expect(await eventIds(site, ada.visitor)).toEqual([young.id]);
    expect(await site.memberships(ada.visitor)).toEqual(["viewers"]);
    expect(JSON.stringify(await rowsOf(site, "profile"))).not.toContain("/old");
  });

  test("is kept by the rule of its own region", async () => {
    const site = await createRetainingSite();
    const [ada, bea] = [site.browser({ country: "DE" }), site.browser({ country: "US" })];
    for (const one of [ada, bea]) await one.send([pageView()]);
    await advance((KEPT_DAYS + 2) * DAY);
    expect(await site.profile(ada.visitor)).toMatchObject({ events: [], touches: [], folded: {} });
    expect(await eventIds(site, bea.visitor)).toHaveLength(1);
  });

  test("ends the membership that it held up, and exports are told", async () => {
    const site = await createRetainingSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    const { cursor } = await site.members("viewers");
    await advance((KEPT_DAYS + 2) * DAY);
    expect(await site.memberships(ada.visitor)).toEqual([]);
    expect(await storedMembers(site)).toEqual([]);
    expect((await site.changes("viewers", cursor)).rows).toMatchObject([
      { op: "exit", profile: ada.visitor, reason: "expired" },
    ]);
  });

  test("that went is not taken again", async () => {
    const site = await createRetainingSite();
    const ada = site.browser();
    const old = pageView("/old");
    await ada.send([old]);
    await advance((KEPT_DAYS + 2) * DAY);
    const { visitor } = ada;
    const events = [
      { ...old, at: NOON, visitor },
      { ...pageView("/before"), at: NOON - HOUR, visitor },
      { ...pageView("/after"), at: NOON + HOUR, visitor },
    ];
    const again = await site.server.post("/events?import=1", { consent: EVERYTHING, region: "DE", events });
    expect(again.body).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 0, code: "event_too_late" },
        { index: 1, code: "event_too_late" },
      ],
    });
    await advance(DAY);
    expect(await eventIds(site, visitor)).toEqual([]);
  });
});

describe("a membership that begins because an event is gone", () => {
  test("is there, and nobody is told: nothing happened", async () => {
    const site = await createRetainingSite();
    receiver.watch(site);
    await site.server.put("/channels/crm", WEBHOOK);
    const unbought = {
      and: [{ event: "page_view", within: "365d" }, { not: { event: "purchase", within: "365d" } }],
    };
    await site.putAudience("unbought", { ...EVER_VIEWED, include: unbought, notify: ["crm"] });
    const ada = site.browser();
    await ada.send([event("purchase", { transaction_id: "o-1", value: 1, currency: "EUR" })]);
    await advance(20 * DAY);
    await ada.send([pageView()]);
    expect(await site.memberships(ada.visitor)).toEqual(["viewers"]);
    await advance(12 * DAY);
    expect((await site.memberships(ada.visitor)).toSorted()).toEqual(["unbought", "viewers"]);
    expect(await site.exported("unbought")).toEqual([ada.visitor]);
    expect(receiver.received).toEqual([]);
  });
});

describe("a profile without events", () => {
  const WITHOUT_CHOICES = { rules: [{ ...rule("*", KEPT_DAYS), mode: "opt-out" }] };

  test("goes with all that was held on it, when it is old itself", async () => {
    const site = await createRetainingSite();
    await site.server.put("/consent/rules", WITHOUT_CHOICES);
    const ada = site.browser({ consent: {} });
    await ada.send(conflicting());
    expect(await rowsOf(site, "quarantine")).toHaveLength(1);
    await advance((KEPT_DAYS + 2) * DAY);
    for (const table of ["profile", "timer", "quarantine"]) {
      expect([table, await rowsOf(site, table)]).toEqual([table, []]);
    }
    expect((await site.server.get(`/profiles/${ada.visitor}`)).status).toBe(404);
  });

  test("is told to have left", async () => {
    const site = await createRetainingSite();
    receiver.watch(site);
    await site.server.put("/channels/crm", WEBHOOK);
    await site.putAudience("viewers", { ...EVER_VIEWED, notify: ["crm"] });
    await site.server.put("/consent/rules", WITHOUT_CHOICES);
    const ada = site.browser({ consent: {} });
    await ada.send([pageView()]);
    await advance((KEPT_DAYS + 2) * DAY);
    const told = receiver.received.map(({ message: { type, data } }) => [type, data.profile, data.reason]);
    expect(told).toEqual([
      ["audience.entered", ada.visitor, null],
      ["audience.exited", ada.visitor, "expired"],
    ]);
  });

  test("leaves no timer that the shard would wait for in vain", async () => {
    const site = await createRetainingSite();
    await site.server.put("/consent/rules", WITHOUT_CHOICES);
    const ada = site.browser({ consent: {} });
    await ada.send([pageView()]);
    expect(await rowsOf(site, "timer")).toMatchObject([{ due: NOON + 365 * DAY, kind: "flip" }]);
    await advance((KEPT_DAYS + 2) * DAY);
    await advance(400 * DAY); // Without end, if the shard went on asking what is due.
    expect(await rowsOf(site, "timer")).toEqual([]);
  });

  test("starts anew when the visitor comes back", async () => {
    const site = await createRetainingSite();
    await site.server.put("/consent/rules", WITHOUT_CHOICES);
    const ada = site.browser({ consent: {} });
    await ada.send([pageView()]);
    await advance((KEPT_DAYS + 2) * DAY);
    const back = pageView("/back");
    await ada.send([back]);
    expect(await site.profile(ada.visitor)).toMatchObject({
      first_seen_at: present(),
      events: [{ id: back.id }],
    });
    expect(await site.memberships(ada.visitor)).toEqual(["viewers"]);
  });

  test("is kept for as long as its choices are proof", async () => {
    const site = await createRetainingSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    await advance((KEPT_DAYS + 2) * DAY);
    expect(Object.keys((await site.profile(ada.visitor)).consent)).toEqual(Object.keys(EVERYTHING));
    await advance(CONSENT_PROOF_MS - 3 * DAY);
    expect(await rowsOf(site, "profile")).toHaveLength(1);
    await advance(3 * DAY);
    expect(await rowsOf(site, "profile")).toEqual([]);
  });
});

describe("a pointer", () => {
  test("goes with the contact that it leads to, and not before", async () => {
    const site = await createRetainingSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    await ada.send([identify("ada@example.com")]);
    await advance((KEPT_DAYS + 2) * DAY);
    expect(await rowsOf(site, "pointer")).toHaveLength(1);
    expect(await rowsOf(site, "contact_secret")).toHaveLength(1);
    await advance(CONSENT_PROOF_MS);
    await advance(2 * DAY);
    expect(await rowsOf(site, "contact_secret")).toEqual([]);
    expect(await rowsOf(site, "pointer")).toEqual([]);
  });
});

describe("the feed", () => {
  test("loses changes that are too old; cursors from before are refused, and numbers go on", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser();
    await ada.send([pageView()]);
    const { cursor: before } = await site.members("viewers");
    const bea = site.browser();
    await bea.send([pageView()]);
    await advance(8 * DAY);
    await advance(CHANGE_RETENTION_MS + 2 * DAY);
    expect(await rowsOf(site, "change")).toEqual([]);
    expect(await site.server.get(`/audiences/viewers/members?since=${before}`)).toMatchObject({
      status: 410,
      body: { code: "cursor_expired" },
    });
    await evictShards(site);
    await bea.send([pageView()]);
    // With the numbers from the start again, the old cursor would fit, and miss what was deleted.
    expect((await site.server.get(`/audiences/viewers/members?since=${before}`)).status).toBe(410);
    const { cursor } = await site.members("viewers");
    const cleo = site.browser();
    await cleo.send([pageView()]);
    expect((await site.changes("viewers", cursor)).rows).toMatchObject([
      { op: "enter", profile: cleo.visitor },
    ]);
  });
});

describe("the sweep", () => {
  test("tells its lag, and that it has caught up", async () => {
    const site = await createRetainingSite();
    const ada = site.browser({ country: "US" });
    await ada.send([pageView()]);
    await advance(100 * DAY);
    expect(classOf(await lagOf(site), "events")).toMatchObject({ overdue: 0, lag_ms: 0 });
    await site.server.put("/consent/rules", { rules: [rule("*", KEPT_DAYS)] });
    expect(classOf(await lagOf(site), "events")).toMatchObject({
      overdue: 1,
      lag_ms: (100 - KEPT_DAYS) * DAY,
    });
    await advance(DAY);
    const caughtUp = await lagOf(site);
    expect(caughtUp.status).toBe("ready");
    expect(classOf(caughtUp, "events")).toMatchObject({ overdue: 0, last_sweep_at: present() });
  });

  test("also clears refused events that are too old", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send(conflicting());
    await advance(QUARANTINE_RETENTION_MS - HOUR);
    expect(await rowsOf(site, "quarantine")).toHaveLength(1);
    await advance(2 * DAY);
    expect(await rowsOf(site, "quarantine")).toEqual([]);
    expect(await rowsOf(site, "profile")).toHaveLength(1);
  });

  test("comes by every profile of a full shard, and goes on where it was when the shard was evicted", async () => {
    const site = await createRetainingSite();
    const visitors = Array.from({ length: 3 * RETENTION_ROWS_PER_SLICE }, (_, index) => `crm-${index}`);
    for (let from = 0; from < visitors.length; from += 100) {
      const chunk = visitors.slice(from, from + 100);
      const { status } = await site.ingest(chunk.map((anonymous_id) => ({ ...pageView(), anonymous_id })));
      expect(status).toBe(200);
    }
    const withEvents = async () =>
      (await rowsOf(site, "profile")).filter(({ history }) => String(history).includes("page_view")).length;
    expect(await withEvents()).toBe(visitors.length);
    const later = present() + (KEPT_DAYS + 2) * DAY;
    const rules = compileSite(await snapshotOf(site)).rules;
    for (const stub of shardsOf(site)) {
      await inShard(stub, (_, { storage }) => {
        const state = new ShardState(storage.sql, site.id, env.HALLEY_SECRET);
        storage.transactionSync(() => {
          retentionSlice(state, rules, later);
          state.flush();
        });
      });
    }
    const left = await withEvents();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(visitors.length);
    await evictShards(site);
    expect((await lagOf(site)).status).toBe("sweeping");
    await advance((KEPT_DAYS + 2) * DAY);
    expect(await withEvents()).toBe(0);
    expect((await lagOf(site)).status).toBe("ready");
  });

  test("goes on after the shards were evicted", async () => {
    const site = await createRetainingSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    await evictShards(site);
    await advance((KEPT_DAYS + 2) * DAY);
    expect(await eventIds(site, ada.visitor)).toEqual([]);
  });
});
