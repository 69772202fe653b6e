import { describe, expect, test } from "vitest";
import { advance, HOUR, MINUTE, NOON } from "./clock.ts";
import type { TestSite } from "./kit.ts";
import { rowsOf, storedMembers } from "./objects.ts";
import { allDropped } from "./answers.ts";
import { addToCart, EVERYTHING, NOTHING, pageView, VIEWERS } from "./samples.ts";
import { viewerScene } from "./scenes.ts";

const eventIds = async (site: TestSite, profile: string) =>
  (await site.profile(profile)).events.map(({ id }) => id);

describe("withdrawal", () => {
  test("ends memberships, purges events and clears the cookie", async () => {
    const { site, ada, cursor, visitor } = await viewerScene();
    ada.consent = NOTHING;
    const { headers } = await ada.send([]);
    expect(headers.get("set-cookie")).toMatch(/=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect(ada.cookie).toBeNull();
    expect((await site.changes("viewers", cursor)).rows).toEqual([
      { op: "exit", profile: visitor, at: NOON + HOUR, reason: "consent_withdrawn" },
    ]);
    expect(await site.exported("viewers")).toEqual([]);
    expect(await storedMembers(site)).toEqual([]);
    expect(await site.profile(visitor)).toMatchObject({ events: [], touches: [], folded: {} });
    expect(JSON.stringify(await rowsOf(site, "profile"))).not.toContain("shop.example");
  });

  test("drops what comes later, with the cookie and without", async () => {
    const { site, ada, visitor } = await viewerScene();
    const stale = site.browser({ consent: NOTHING, cookie: ada.cookie ?? "" });
    ada.consent = NOTHING;
    await ada.send([]);
    expect(await ada.send([pageView()])).toMatchObject(allDropped(1));
    expect(await stale.send([pageView()])).toMatchObject(allDropped(1));
    expect(await eventIds(site, visitor)).toEqual([]);
    expect(await rowsOf(site, "profile")).toHaveLength(1);
  });

  test("that the browser cannot tell, told by a server, drops what the browser sends", async () => {
    const { site, ada, visitor } = await viewerScene();
    const events = [{ ...pageView(), visitor, consent: NOTHING }];
    expect(await site.ingest(events)).toMatchObject(allDropped(1));
    expect(await eventIds(site, visitor)).toEqual([]);
    const stamp = { consent_at: NOON };
    expect(await ada.send([pageView(), addToCart()], stamp)).toMatchObject(allDropped(2));
    expect(await eventIds(site, visitor)).toEqual([]);
    expect(await site.memberships(visitor)).toEqual([]);
  });

  test("does not renew the cookie for a grant stamp that is older", async () => {
    const { site, ada, visitor } = await viewerScene();
    await site.ingest([{ ...pageView(), visitor, consent: NOTHING }]);
    const { headers } = await ada.send([pageView()], { consent_at: NOON });
    expect(headers.get("set-cookie") ?? "Max-Age=0").toContain("Max-Age=0");
  });

  test("is taken back by a newer grant, from then on", async () => {
    const { site, ada, visitor } = await viewerScene();
    await site.ingest([{ ...pageView(), visitor, consent: NOTHING }]);
    await advance(MINUTE);
    const view = pageView();
    await ada.send([view]);
    expect(await eventIds(site, visitor)).toEqual([view.id]);
    expect(await site.memberships(visitor)).toEqual(["viewers"]);
  });

  test("of a contact follows the visitor's old id", async () => {
    const { site, ada } = await viewerScene();
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    await ada.send([{ ...pageView(), id: "said", type: "identify", email: "ada@example.com" }]);
    const contact = await site.lookUp("email=ada%40example.com");
    expect(await site.exported("known")).toEqual([contact]);
    await advance(MINUTE);
    ada.consent = NOTHING;
    await ada.send([]);
    expect(await site.exported("known")).toEqual([]);
    expect((await site.profile(contact)).consent_effective).toMatchObject(NOTHING);
  });

  test("of one visitor leaves another's alone", async () => {
    const { site, ada } = await viewerScene();
    const ben = site.browser();
    await ben.send([pageView()]);
    const before = await site.profile(ben.visitor);
    ada.consent = NOTHING;
    await ada.send([]);
    expect(await site.profile(ben.visitor)).toEqual(before);
    expect(await site.exported("viewers")).toEqual([ben.visitor]);
  });

  test.each(["ad_user_data", "ad_personalization"] as const)(
    "of %s only keeps the membership and leaves the export",
    async (purpose) => {
      const { site, ada, cursor, visitor } = await viewerScene();
      ada.consent = { ...EVERYTHING, [purpose]: "denied" };
      await ada.send([pageView()]);
      expect(await site.memberships(visitor)).toEqual(["viewers"]);
      expect(await site.exported("viewers")).toEqual([]);
      const left = await site.changes("viewers", cursor);
      expect(left.rows).toEqual([
        { op: "exit", profile: visitor, at: NOON + HOUR, reason: "consent_withdrawn" },
      ]);
      await advance(MINUTE);
      ada.consent = EVERYTHING;
      await ada.send([]);
      expect(await site.exported("viewers")).toEqual([visitor]);
      expect((await site.changes("viewers", left.cursor)).rows).toEqual([
        { op: "enter", profile: visitor, at: NOON + HOUR + MINUTE, reason: null },
      ]);
    },
  );

  test("of what is then exported shows in an export of entries too", async () => {
    const { site, ada, visitor } = await viewerScene();
    const { cursor } = await site.members("viewers");
    const ben = site.browser();
    await ben.send([pageView()]);
    ben.consent = NOTHING;
    const told = ben.visitor;
    await advance(MINUTE);
    await ben.send([]);
    const { rows } = await site.changes("viewers", cursor);
    expect(rows.filter(({ op }) => op === "enter")).toEqual([]);
    expect(rows.filter(({ op, profile }) => op === "exit" && profile !== told)).toEqual([]);
    expect(await site.exported("viewers")).toEqual([visitor]);
    expect(ada.visitor).toBe(visitor);
  });
});
