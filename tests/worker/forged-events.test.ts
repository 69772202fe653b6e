import { describe, expect, test } from "vitest";
import { createSite } from "./kit.ts";
import { event, pageView } from "./samples.ts";

const order = (type: string, value: number) =>
  event(type, { transaction_id: crypto.randomUUID(), currency: "EUR", value });

describe("where only the shop's server reports purchases", () => {
  const server = { collect: { purchases: "server" } };

  test.each(["purchase", "refund"])(
    "a page's %s is refused, and the rest of its beacon is not",
    async (type) => {
      const site = await createSite(server);
      const browser = site.browser();
      expect((await browser.send([pageView(), order(type, 900)])).body).toEqual({
        accepted: 1,
        duplicate: 0,
        rejected: [{ index: 1, code: "purchase_server_only" }],
        dropped: [],
      });
      const { events, refused } = await site.profile(browser.visitor);
      expect(events.map((one) => one.type)).toEqual(["page_view"]);
      expect(JSON.stringify(refused)).not.toContain("900");
    },
  );

  test.each(["purchase", "refund"])("a server's %s of the same visitor is taken", async (type) => {
    const site = await createSite(server);
    const browser = site.browser();
    await browser.send([pageView()]);
    const said = { ...order(type, 900), visitor: browser.visitor };
    expect((await site.ingest([said])).body).toMatchObject({ accepted: 1, rejected: [] });
    const { key } = await site.createKey(["read"]);
    const others = site.serverWith(`Bearer ${key}`);
    expect((await others.post("/events", { events: [said] })).body).toMatchObject({ code: "scope_missing" });
  });
});

test("elsewhere a page's purchase is taken at its word, and for no more than one order", async () => {
  const site = await createSite();
  const browser = site.browser();
  const said = order("purchase", 900);
  expect((await browser.send([said])).body).toMatchObject({ accepted: 1 });
  expect((await browser.send([{ ...said, value: 1 }])).body).toMatchObject({
    accepted: 0,
    rejected: [{ index: 0, code: "id_conflict" }],
  });
});
