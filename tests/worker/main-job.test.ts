import { expect, test } from "vitest";
import { advance, DAY, HOUR, NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { addToCart, CART_ABANDONERS, event, identify, KNOWN_CART_ABANDONERS, pageView } from "./samples.ts";

const CONVERTED = event("purchase", { currency: "EUR", value: 120, transaction_id: "1001" });

test("a visitor who leaves a cart is a member from one hour on, without a further event, for seven days", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const ada = site.browser();
  const added = addToCart();
  expect(await ada.send([pageView("/boots"), added])).toMatchObject({
    status: 200,
    body: { accepted: 2, duplicate: 0, rejected: [], dropped: [] },
  });

  await advance(HOUR - 1);
  expect(await site.standings(ada.visitor)).toEqual([
    {
      id: "abandoners",
      name: "Cart abandoners",
      version: 1,
      member: false,
      entered_at: null,
      next_flip_at: NOON + HOUR,
      truncated: false,
    },
  ]);
  expect(await site.exported("abandoners")).toEqual([]);

  await advance(1);
  expect(await site.standings(ada.visitor)).toEqual([
    {
      id: "abandoners",
      name: "Cart abandoners",
      version: 1,
      member: true,
      entered_at: NOON + HOUR,
      next_flip_at: NOON + 7 * DAY,
      truncated: false,
    },
  ]);
  const { rows, version } = await site.members("abandoners");
  expect(version).toBe("1");
  expect(rows).toEqual([
    { profile: ada.visitor, entered_at: NOON + HOUR, next_flip_at: NOON + 7 * DAY },
  ]);

  await advance(7 * DAY - HOUR - 1);
  expect(await site.exported("abandoners")).toEqual([ada.visitor]);
  await advance(1);
  expect(await site.memberships(ada.visitor)).toEqual([]);
  expect(await site.exported("abandoners")).toEqual([]);
});

test("the feed tells the entry and the exit, each at its own time", async () => {
  const site = await createSite();
  await site.putAudience("abandoners", CART_ABANDONERS);
  const [ada, ben] = [site.browser(), site.browser()];
  await ben.send([addToCart({ at: NOON - 2 * HOUR })]);
  const { cursor } = await site.members("abandoners");
  await ada.send([addToCart()]);
  await advance(HOUR);
  const entry = await site.changes("abandoners", cursor);
  expect(entry.rows).toEqual([{ op: "enter", profile: ada.visitor, at: NOON + HOUR, reason: null }]);
  await advance(7 * DAY);
  const exits = await site.changes("abandoners", entry.cursor);
  expect(exits.rows).toHaveLength(2);
  expect(exits.rows).toContainEqual({
    op: "exit",
    profile: ada.visitor,
    at: NOON + 7 * DAY,
    reason: "expired",
  });
  expect((await site.changes("abandoners", exits.cursor)).rows).toEqual([]);
});
