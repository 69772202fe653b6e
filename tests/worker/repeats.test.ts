import { describe, expect, test } from "vitest";
import { createSite } from "./kit.ts";
import { dump } from "./objects.ts";
import { addToCart, event, identify, pageView } from "./samples.ts";

const batch = () => [pageView(), addToCart(), event("view_cart")];
const duplicates = (count: number) => ({ accepted: 0, duplicate: count, rejected: [], dropped: [] });

describe("the same batch twice changes nothing", () => {
  test("from the browser", async () => {
    const site = await createSite();
    const ada = site.browser();
    const events = batch();
    await ada.send(events);
    const before = await dump(site);
    expect((await ada.send(events)).body).toEqual(duplicates(3));
    expect(await dump(site)).toEqual(before);
  });

  test("from the browser, then from the server for the visitor", async () => {
    const site = await createSite();
    const ada = site.browser();
    const events = batch();
    await ada.send(events);
    const before = await dump(site);
    const again = await site.ingest(events.map((one) => ({ ...one, visitor: ada.visitor })));
    expect(again.body).toEqual(duplicates(3));
    expect(await dump(site)).toEqual(before);
  });

  test("before identification and after it, by the visitor's shard and by the contact's", async () => {
    const site = await createSite();
    const ada = site.browser();
    const events = [...batch(), identify("ada@example.com")];
    await ada.send(events);
    const contact = await site.contact("ada@example.com");
    const before = await dump(site);
    expect((await ada.send(events)).body).toEqual(duplicates(4));
    const later = await site.ingest(events.map((one) => ({ ...one, visitor: ada.visitor })));
    expect(later.body).toEqual(duplicates(4));
    expect(await site.contact("ada@example.com")).toEqual(contact);
    expect(await dump(site)).toEqual(before);
  });

  test("from the browser, then from the server under the address", async () => {
    const site = await createSite();
    const ada = site.browser();
    const events = batch();
    await ada.send([...events, identify("ada@example.com")]);
    const contact = await site.contact("ada@example.com");
    const again = await site.ingest(events.map((one) => ({ ...one, email: "ada@example.com" })));
    expect(again.body).toEqual(duplicates(3));
    expect(await site.contact("ada@example.com")).toEqual(contact);
  });

  test("from the server", async () => {
    const site = await createSite();
    const events = [
      { ...pageView(), anonymous_id: "crm-1" },
      { ...addToCart(), email: "ada@example.com" },
    ];
    expect((await site.ingest(events)).body).toMatchObject({ accepted: 2 });
    const before = await dump(site);
    expect((await site.ingest(events)).body).toEqual(duplicates(2));
    expect(await dump(site)).toEqual(before);
  });
});
