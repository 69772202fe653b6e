import { describe, expect, test } from "vitest";
import { RECOVERY_LIFE_MS } from "../../schemas/limits-outreach.ts";
import { signLink } from "../../worker/crypto/link-token.ts";
import { advance, MINUTE, present } from "./clock.ts";
import { createSite } from "./kit.ts";
import { EMAIL, follow, keyOf, messageScene, typesOf } from "./message-kit.ts";
import { addToCart, event } from "./samples.ts";

const PAGE = "https://shop.example/cart#top";

const cartScene = async () => {
  const scene = await messageScene();
  const items = [{ item_id: "boots", item_name: "Boots", price: 120, quantity: 2, item_variant: "42" }];
  await scene.browser.send([addToCart({ cart_id: "c-1", value: 240, items })]);
  const base = `https://shop.example/h/${scene.site.id}`;
  /** Follows the link in the message and takes the token that the page gets. */
  const recover = async (): Promise<string | null> => {
    const { headers } = await follow(scene.links.recovery(PAGE, "c-1"));
    return new URL(headers.get("location") ?? "").searchParams.get("halley_cart");
  };
  const read = (token: string, headers: Record<string, string> = {}) => follow(`${base}/r/${token}`, headers);
  return { ...scene, recover, read };
};

describe("the link to a cart", () => {
  test("leads to the page with a token that reads this cart, in GA4's words", async () => {
    const { links, recover, read } = await cartScene();
    const { headers } = await follow(links.recovery(PAGE, "c-1"));
    expect(headers.get("location")).toMatch(/^https:\/\/shop\.example\/cart\?halley_cart=[\w.~%-]+#top$/);
    const answer = await read((await recover()) ?? "", { origin: "https://shop.example" });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      items: [{ item_id: "boots", item_name: "Boots", item_variant: "42", quantity: 2, price: 120 }],
      currency: "EUR",
      value: 240,
      cart_id: "c-1",
    });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("is a click of the message, too", async () => {
    const scene = await cartScene();
    await scene.recover();
    await advance(MINUTE);
    expect(await typesOf(scene)).toContain("message_clicked");
  });

  test("hands out a token that vouches for nobody and opens nothing else", async () => {
    const { site, recover } = await cartScene();
    const token = (await recover()) ?? "";
    for (const route of ["l", "o", "u"]) {
      expect((await follow(`https://shop.example/h/${site.id}/${route}/${token}`)).status).toBe(404);
    }
  });

  test("works to the last moment of its time, then leads to the page alone", async () => {
    const { links, recover, read } = await cartScene();
    const link = links.recovery(PAGE, "c-1");
    const token = (await recover()) ?? "";
    await advance(RECOVERY_LIFE_MS - 1);
    expect((await follow(link)).headers.get("location")).toContain("halley_cart");
    expect((await read(token)).status).toBe(200);
    await advance(1);
    expect((await follow(link)).headers.get("location")).toBe(PAGE);
    expect((await read(token)).status).toBe(404);
  });

  test("is kept in no event that the page sends", async () => {
    const scene = await cartScene();
    const token = (await scene.recover()) ?? "";
    await scene.browser.send([
      event("page_view", { page: { url: `https://shop.example/cart?halley_cart=${token}` } }),
    ]);
    expect(JSON.stringify(await scene.site.profile(scene.contact))).not.toContain(token);
  });
});

const isUnknown = async (answer: Response): Promise<void> => {
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: "cart_unknown" }]);
};

describe("no cart is read", () => {
  test("with a token that was changed, or of another kind or site", async () => {
    const { links, recover, read } = await cartScene();
    const token = (await recover()) ?? "";
    await isUnknown(await read(`${token.slice(0, -4)}xx~k`));
    await isUnknown(await read(links.open.slice(links.open.lastIndexOf("/") + 1)));
    const other = await createSite();
    await isUnknown(await follow(`https://shop.example/h/${other.id}/r/${token}`));
  });

  test("when it was bought, or is another one", async () => {
    const { site, browser, contact, recover, read } = await cartScene();
    const token = (await recover()) ?? "";
    const another = signLink(keyOf(site), {
      kind: "cart",
      contact,
      cart: "c-2",
      expiresAt: present() + MINUTE,
    });
    await isUnknown(await read(another));
    await advance(MINUTE);
    await browser.send([
      event("purchase", { transaction_id: "1", cart_id: "c-1", value: 240, currency: "EUR" }),
    ]);
    await isUnknown(await read(token));
  });

  test("of a contact that was erased", async () => {
    const { site, recover, read } = await cartScene();
    const token = (await recover()) ?? "";
    await site.server.post("/privacy/erase", { email: EMAIL });
    await isUnknown(await read(token));
  });

  test("by the page of a foreign origin", async () => {
    const { recover, read } = await cartScene();
    const answer = await read((await recover()) ?? "", { origin: "https://evil.example" });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  });
});
