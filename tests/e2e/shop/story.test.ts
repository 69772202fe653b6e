import { afterAll, beforeAll, expect, test } from "vitest";
import { makeProfile, type Profile } from "../browser.ts";
import { Shop, until } from "./shop.ts";
import { addToCart, answerBanner, untilFormsAreHeard, untilVisitor, visitorIn } from "./visitor.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EMAIL = "Ines.Brandt@example.org";

let shop: Shop;
let browserProfile: Profile;

beforeAll(async () => {
  [shop, browserProfile] = await Promise.all([Shop.open(), makeProfile()]);
});
afterAll(() => Promise.all([shop.close(), browserProfile.remove()]));

test("a cart left for an hour makes a retargeting member, whom a newsletter form makes a contact", async () => {
  const { instance, origin } = shop;
  const created = await instance.call("/sites/demo/keys", {
    method: "POST",
    body: { label: "an ad platform", scopes: ["export"] },
  });
  const { key } = created.body as { key: string };
  const members = (query = "") =>
    instance.call(`/sites/demo/audiences/cart-abandoners/members${query}`, { key });

  // The first visit.
  const first = await browserProfile.open();
  const [page = await first.newPage()] = first.pages();
  await page.goto(`${origin}/demo/`);
  await answerBanner(page, "Accept");
  const visitor = await untilVisitor(first);
  await page.getByRole("link", { name: "See the boots" }).click();
  await page.getByRole("link", { name: "Scarth Boot" }).click();
  await page.getByRole("radio", { name: "42" }).check();
  await addToCart(page);
  await shop.leave(first);
  const cart = await shop.untilKept(visitor, "add_to_cart");
  await first.close();

  const firstVisit = await shop.eventsOf(visitor);
  expect(firstVisit.map(({ type, page: where }) => [type, where?.url.replace(origin, "")])).toEqual([
    ["page_view", "/demo/"],
    ["view_item_list", "/demo/"],
    ["page_view", "/demo/c/boots"],
    ["view_item_list", "/demo/c/boots"],
    ["page_view", "/demo/p/scarth-boot"],
    ["view_item", "/demo/p/scarth-boot"],
    ["add_to_cart", "/demo/p/scarth-boot"],
  ]);
  expect(cart.items).toEqual([
    expect.objectContaining({
      item_id: "scarth-boot",
      item_category: "boots",
      item_variant: "42",
      quantity: 1,
    }),
  ]);

  // Nothing happens but time.
  const enteredAt = cart.at + HOUR_MS;
  await instance.setClock(enteredAt - 1);
  expect(await shop.standing(visitor, "cart-abandoners")).toMatchObject({
    member: false,
    entered_at: null,
    next_flip_at: enteredAt,
  });
  expect((await members()).status).toBe(409);
  await instance.setClock(enteredAt);
  expect(await shop.standing(visitor, "cart-abandoners")).toMatchObject({
    member: true,
    entered_at: enteredAt,
    next_flip_at: cart.at + 7 * DAY_MS,
  });
  const exported = await members();
  expect({ status: exported.status, text: exported.text }).toEqual({
    status: 200,
    text: `${JSON.stringify({ profile: visitor, entered_at: enteredAt, next_flip_at: cart.at + 7 * DAY_MS })}\n`,
  });
  expect((await instance.call(`/sites/demo/profiles/${visitor}`, { key })).status).toBe(403);

  // The second visit, by the same browser.
  const second = await browserProfile.open();
  const [back = await second.newPage()] = second.pages();
  await back.goto(`${origin}/demo/`);
  expect(await visitorIn(second)).toBe(visitor);
  await untilFormsAreHeard(back);
  await back.getByLabel("E-mail").fill(EMAIL);
  await back.getByRole("checkbox", { name: /Yes, write to me/ }).check();
  await back.getByRole("button", { name: "Send it to me" }).click();
  await back.getByRole("heading", { name: "You are on the list" }).waitFor();
  const contact = await until(() => shop.contactOf(EMAIL));
  await back.goto(`${origin}/demo/you`);
  await back.getByText("Known: a contact").waitFor();
  await back.locator(".audience.is-member", { hasText: "Known cart abandoners" }).waitFor();
  expect(await back.locator(".audience.is-member .audience-name").allTextContents()).toEqual([
    "Known cart abandoners",
    "Newsletter, no order yet",
  ]);
  expect(await back.locator(".consent-row", { hasText: "E-mail" }).innerText()).toMatch(/granted by banner/);
  await shop.leave(second);
  await second.close();

  const known = (await shop.profile(contact))!;
  expect(known).toMatchObject({ profile: contact, kind: "contact", visitors: [visitor] });
  expect(known.events.map(({ id }) => id).toSorted()).toEqual(
    [...new Set(shop.sentEvents().map(({ id }) => id))].toSorted(),
  );
  expect(known.events.slice(0, firstVisit.length)).toEqual(firstVisit);
  expect(
    known.events
      .slice(firstVisit.length)
      .map(({ type }) => type)
      .toSorted(),
  ).toEqual(["identify", "page_view", "page_view", "page_view", "view_item_list"]);
  expect(JSON.stringify(known)).not.toMatch(/brandt/i);
  expect(await shop.memberships(contact)).toEqual(["known-cart-abandoners", "newsletter-without-order"]);
  expect(await shop.standing(contact, "known-cart-abandoners")).toMatchObject({ entered_at: enteredAt });
  expect((await members()).status).toBe(409);
  const feed = await members(`?since=${exported.headers.get("halley-cursor")}`);
  expect(feed.text).toBe(
    `${JSON.stringify({ op: "exit", profile: visitor, at: enteredAt, reason: "identified" })}\n`,
  );
});
