import { describe, expect, test } from "vitest";
import { advance, MINUTE } from "./clock.ts";
import { createSite } from "./kit.ts";
import { dump } from "./objects.ts";
import { addToCart, identify, idsOf, pageView } from "./samples.ts";

const conflict = (index: number) => ({
  status: 200,
  body: { rejected: [{ index, code: "identity_conflict" }] },
});

describe("a server", () => {
  test("says who a visitor is", async () => {
    const site = await createSite();
    const ada = site.browser();
    const view = pageView();
    await ada.send([view]);
    const said = { ...identify("ada@example.com"), visitor: ada.visitor };
    expect((await site.ingest([said])).body).toMatchObject({ accepted: 1 });
    const contact = await site.contact("ada@example.com");
    expect(contact.visitors).toEqual([ada.visitor]);
    expect(idsOf(contact.events)).toEqual(idsOf([view, said]));
  });

  test("names visitors by its own ids, always the same one", async () => {
    const site = await createSite();
    const [view, cart] = [pageView(), addToCart()];
    await site.ingest([{ ...view, anonymous_id: "crm-7" }]);
    await advance(MINUTE);
    await site.ingest([
      { ...cart, anonymous_id: "crm-7" },
      { ...pageView(), anonymous_id: "crm-8" },
    ]);
    const visitor = await site.lookUp("anonymous_id=crm-7");
    expect(idsOf((await site.profile(visitor)).events)).toEqual(idsOf([view, cart]));
    expect(await site.lookUp(`visitor=${visitor}`)).toBe(visitor);
    expect(await site.lookUp("anonymous_id=crm-8")).not.toBe(visitor);
  });

  test.each([
    { bytes: 127, isKept: true },
    { bytes: 128, isKept: true },
    { bytes: 129, isKept: false },
  ])("may use an id of its own of $bytes bytes: $isKept", async ({ bytes, isKept }) => {
    const site = await createSite();
    const anonymous_id = "ü".repeat(Math.floor(bytes / 2)) + "x".repeat(bytes % 2);
    const { body } = await site.ingest([
      { ...pageView(), anonymous_id: "crm-1" },
      { ...pageView(), anonymous_id },
    ]);
    expect(body).toMatchObject({
      accepted: isKept ? 2 : 1,
      rejected: isKept ? [] : [{ index: 1, code: "event_invalid" }],
    });
  });

  test.each(["vx00short", `vx99${"A".repeat(22)}`, `ve00${"A".repeat(22)}`, `c00${"A".repeat(22)}`])(
    "cannot name a visitor that no shard of the site holds: %s",
    async (visitor) => {
      const site = await createSite();
      expect((await site.ingest([{ ...pageView(), visitor }])).body).toMatchObject({
        rejected: [{ index: 0, code: "profile_unknown" }],
      });
    },
  );

  test("cannot give a visitor of one contact to another", async () => {
    const site = await createSite();
    const browser = site.browser();
    await browser.send([pageView(), identify("ada@example.com")]);
    const before = await dump(site);
    const said = { ...identify("ben@example.com"), visitor: browser.visitor };
    expect(await site.ingest([said])).toMatchObject(conflict(0));
    expect(await dump(site)).toEqual(before);
  });
});
