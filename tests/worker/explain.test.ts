import { describe, expect, test } from "vitest";
import { advance, DAY, HOUR, NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { addToCart, ANALYTICS_ONLY, CART_ABANDONERS, event, identify, pageView, VIEWERS } from "./samples.ts";

const explain = (profile: string, query: string) => `/profiles/${profile}/explain?${query}`;

describe("an explanation", () => {
  test("names for each part whether it holds, since when, until when and from which events", async () => {
    const site = await createSite();
    await site.putAudience("abandoners", CART_ABANDONERS);
    const ada = site.browser();
    const added = addToCart();
    await ada.send([added]);
    await advance(2 * HOUR);
    const { status, body } = await site.server.get(explain(ada.visitor, "audience=abandoners"));
    expect(status).toBe(200);
    expect(body).toEqual({
      profile: ada.visitor,
      audience: "abandoners",
      at: NOON + 2 * HOUR,
      version: 1,
      eligible: { kind: true, consent: true, person: true },
      member: true,
      entered_at: NOON + HOUR,
      next_flip_at: NOON + 7 * DAY,
      truncated: false,
      include: {
        pointer: "/include",
        kind: "and",
        holds: true,
        since: NOON + HOUR,
        next_flip_at: NOON + 7 * DAY,
        rules: [
          {
            pointer: "/include/and/0",
            kind: "event",
            holds: true,
            since: NOON + HOUR,
            next_flip_at: NOON + 7 * DAY,
            found: 1,
            events: [{ id: added.id, type: "add_to_cart", at: NOON }],
          },
          {
            pointer: "/include/and/1",
            kind: "not",
            holds: true,
            since: NOON,
            next_flip_at: null,
            rules: [
              {
                pointer: "/include/and/1/not",
                kind: "event",
                holds: false,
                since: null,
                next_flip_at: null,
                found: 0,
                events: [],
              },
            ],
          },
        ],
      },
      exclude: [],
    });
  });

  test("of a moment in the past knows nothing of what came later", async () => {
    const site = await createSite();
    await site.putAudience("abandoners", CART_ABANDONERS);
    const ada = site.browser();
    await ada.send([addToCart()]);
    await advance(2 * HOUR);
    await ada.send([event("purchase")]);
    const now = await site.server.get(explain(ada.visitor, "audience=abandoners"));
    expect(now.body).toMatchObject({ member: false, next_flip_at: null });
    const then = await site.server.get(explain(ada.visitor, `audience=abandoners&at=${NOON + 90 * 60_000}`));
    expect(then.body).toMatchObject({
      at: NOON + 90 * 60_000,
      member: true,
      entered_at: NOON + HOUR,
      next_flip_at: NOON + 7 * DAY,
    });
  });

  test("shows values of profile leaves, steps of sequences, exclusions and other audiences", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.putAudience("keen", {
      ...VIEWERS,
      include: {
        and: [
          { audience: "viewers" },
          { profile: "visits", op: "gte", value: 2 },
          { sequence: [{ event: "page_view" }, { event: "add_to_cart" }], within: "7d" },
          { consent: "ad_storage", is: "granted" },
        ],
      },
      exclude: [{ mode: "permanent", rule: { event: "refund" } }],
    });
    const ada = site.browser();
    const [seen, added] = [pageView(), addToCart()];
    await ada.send([seen]);
    await advance(HOUR);
    await ada.send([{ ...added, at: NOON + HOUR }]);
    const { body } = await site.server.get(explain(ada.visitor, "audience=keen"));
    const { include, exclude } = body as { include: { rules: object[] }; exclude: object[] };
    expect(include.rules).toMatchObject([
      { kind: "audience", holds: true, since: NOON },
      { kind: "profile", holds: true, value: 2, since: NOON + HOUR, found: 2 },
      { kind: "sequence", holds: true, found: 2, events: [{ id: seen.id }, { id: added.id }] },
      { kind: "consent", holds: true },
    ]);
    expect(exclude).toMatchObject([
      { pointer: "/exclude/0/rule", mode: "permanent", kind: "event", holds: false, found: 0 },
    ]);
  });

  test("says where kind or consent keep a profile out, whatever its events say", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    const ada = site.browser({ consent: ANALYTICS_ONLY });
    await ada.send([pageView()]);
    const kept = await site.server.get(explain(ada.visitor, "audience=viewers"));
    expect(kept.body).toMatchObject({
      member: false,
      eligible: { kind: true, consent: false, person: true },
    });
    const other = await site.server.get(explain(ada.visitor, "audience=known"));
    expect(other.body).toMatchObject({ member: false, eligible: { kind: false } });
  });

  test("follows a visitor to the contact it became", async () => {
    const site = await createSite();
    await site.putAudience("known", { ...VIEWERS, of: "contacts" });
    const ada = site.browser();
    await ada.send([pageView()]);
    const { visitor } = ada;
    await ada.send([identify("ada@example.com")]);
    const { body } = await site.server.get(explain(visitor, "audience=known"));
    expect(body).toMatchObject({ profile: await site.lookUp("email=ada@example.com"), member: true });
  });

  test.each([
    ["audience=nobody", 404, "audience_unknown"],
    ["", 404, "audience_unknown"],
    ["audience=viewers&at=soon", 400, "query_invalid"],
    ["audience=viewers&at=", 400, "query_invalid"],
    [`audience=viewers&at=${NOON + 400 * DAY}`, 400, "query_invalid"],
  ])("is refused for %s", async (query, status, code) => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const ada = site.browser();
    await ada.send([pageView()]);
    expect(await site.server.get(explain(ada.visitor, query))).toMatchObject({ status, body: { code } });
  });
});

describe("an audience that names another", () => {
  test("follows it at once, and keeps it from being deleted", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    await site.putAudience("fans", { ...VIEWERS, include: { audience: "viewers" } });
    const ada = site.browser();
    await ada.send([pageView()]);
    expect(await site.exported("fans")).toEqual([ada.visitor]);
    expect(await site.server.delete("/audiences/viewers")).toMatchObject({
      status: 409,
      body: { code: "audience_in_use" },
    });
    await site.putAudience("viewers", { ...VIEWERS, include: { event: "search" } });
    expect(await site.exported("fans")).toEqual([]);
    expect((await site.server.delete("/audiences/fans")).status).toBe(204);
    expect((await site.server.delete("/audiences/viewers")).status).toBe(204);
  });
});
