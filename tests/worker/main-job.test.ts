import { expect, test } from "vitest";
import { advance, DAY, HOUR, MINUTE, NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { addToCart, CART_ABANDONERS, event, identify, KNOWN_CART_ABANDONERS, pageView } from "./samples.ts";

const purchase = () => event("purchase", { currency: "EUR", value: 120, transaction_id: "1001" });

test("a visitor who leaves a cart is a member from one hour on, without a further event, for seven days", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const ada = site.browser();
  expect(await ada.send([pageView("/boots"), addToCart()])).toMatchObject({
    status: 200,
    body: { accepted: 2, duplicate: 0, rejected: [], dropped: [] },
  });
  const standing = { id: "abandoners", name: "Cart abandoners", version: 1, truncated: false };

  await advance(HOUR - 1);
  expect(await site.standings(ada.visitor)).toEqual([
    { ...standing, member: false, entered_at: null, next_flip_at: NOON + HOUR },
  ]);
  expect(await site.exported("abandoners")).toEqual([]);

  await advance(1);
  expect(await site.standings(ada.visitor)).toEqual([
    { ...standing, member: true, entered_at: NOON + HOUR, next_flip_at: NOON + 7 * DAY },
  ]);
  const { rows, version } = await site.members("abandoners");
  expect(version).toBe("1");
  expect(rows).toEqual([{ profile: ada.visitor, entered_at: NOON + HOUR, next_flip_at: NOON + 7 * DAY }]);

  await advance(7 * DAY - HOUR - 1);
  expect(await site.exported("abandoners")).toEqual([ada.visitor]);
  await advance(1);
  expect(await site.standings(ada.visitor)).toEqual([
    { ...standing, member: false, entered_at: null, next_flip_at: null },
  ]);
  expect(await site.exported("abandoners")).toEqual([]);
});

test("the feed tells an entry and an exit once, each at its own time", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const early = site.browser();
  await early.send([addToCart({ at: NOON - 2 * HOUR })]);
  const { cursor } = await site.members("abandoners");
  const ada = site.browser();
  await ada.send([addToCart()]);
  await advance(HOUR);
  const entries = await site.changes("abandoners", cursor);
  expect(entries.rows).toEqual([{ op: "enter", profile: ada.visitor, at: NOON + HOUR, reason: null }]);
  await advance(7 * DAY - HOUR);
  const exits = await site.changes("abandoners", entries.cursor);
  expect(exits.rows.toSorted((a, b) => a.at - b.at)).toEqual([
    { op: "exit", profile: early.visitor, at: NOON + 7 * DAY - 2 * HOUR, reason: "expired" },
    { op: "exit", profile: ada.visitor, at: NOON + 7 * DAY, reason: "expired" },
  ]);
  expect((await site.changes("abandoners", exits.cursor)).rows).toEqual([]);
});

test("a visitor who buys within the hour is never a member", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const [ada, witness] = [site.browser(), site.browser()];
  await ada.send([addToCart()]);
  await witness.send([addToCart()]);
  await advance(HOUR);
  const { cursor } = await site.members("abandoners");
  const ben = site.browser();
  await ben.send([addToCart()]);
  await advance(HOUR - 1);
  await ben.send([purchase()]);
  await advance(DAY);
  expect(await site.exported("abandoners")).toEqual([ada.visitor, witness.visitor].toSorted());
  expect((await site.changes("abandoners", cursor)).rows).toEqual([]);
});

test("a member who buys leaves at once and stays out for thirty days", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const ada = site.browser();
  await ada.send([addToCart()]);
  await advance(HOUR);
  const { cursor } = await site.members("abandoners");
  await advance(HOUR);
  await ada.send([purchase()]);
  expect(await site.exported("abandoners")).toEqual([]);
  expect((await site.changes("abandoners", cursor)).rows).toMatchObject([
    { op: "exit", profile: ada.visitor, at: NOON + 2 * HOUR },
  ]);
  await advance(25 * DAY);
  await ada.send([addToCart()]);
  await advance(5 * DAY - 1);
  expect(await site.memberships(ada.visitor)).toEqual([]);
  await advance(1);
  expect(await site.memberships(ada.visitor)).toEqual(["abandoners"]);
});

test("who gives an e-mail address leaves the visitors' audience and enters the contacts', with the whole history", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  await site.putAudience("known-abandoners", KNOWN_CART_ABANDONERS);
  const ada = site.browser();
  const [view, cart] = [pageView("/boots?utm_source=news&gclid=abc"), addToCart()];
  await ada.send([view]);
  await ada.send([cart]);
  await advance(HOUR);
  const { cursor } = await site.members("abandoners");
  await advance(5 * MINUTE);
  const said = identify("Ada@Example.com");
  expect(await ada.send([said])).toMatchObject({
    status: 200,
    body: { accepted: 1, duplicate: 0, rejected: [], dropped: [] },
  });

  const contact = await site.contact("ada@example.com");
  expect(contact).toMatchObject({ kind: "contact", known: true, visitors: [ada.visitor] });
  expect(contact.events.map(({ id, type, at }) => ({ id, type, at }))).toEqual(
    [
      { id: view.id, type: "page_view", at: NOON },
      { id: cart.id, type: "add_to_cart", at: NOON },
      { id: said.id, type: "identify", at: NOON + HOUR + 5 * MINUTE },
    ].toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
  );
  expect(contact.touches).toEqual([
    { at: NOON, event: view.id, utm: { utm_source: "news" }, clickIds: { gclid: "abc" } },
  ]);
  expect(await site.exported("abandoners")).toEqual([]);
  expect((await site.changes("abandoners", cursor)).rows).toEqual([
    { op: "exit", profile: ada.visitor, at: NOON + HOUR + 5 * MINUTE, reason: "identified" },
  ]);
  expect((await site.members("known-abandoners")).rows).toEqual([
    { profile: contact.profile, entered_at: NOON + HOUR, next_flip_at: NOON + 7 * DAY },
  ]);
});
