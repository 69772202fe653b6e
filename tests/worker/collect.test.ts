import { expect, test } from "vitest";
import type { CollectAnswer } from "../../schemas/collect.ts";
import { EVENT_LATE_MAX_MS } from "../../schemas/limits.ts";
import { NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { addToCart, event, pageView } from "./samples.ts";

const byIndex = (a: { index: number }, b: { index: number }): number => a.index - b.index;
const inOrder = (body: unknown): CollectAnswer => {
  const { rejected, dropped, ...counts } = body as CollectAnswer;
  return { ...counts, rejected: rejected.toSorted(byIndex), dropped: dropped.toSorted(byIndex) };
};

test("one batch answers for every event, by its index", async () => {
  const site = await createSite();
  const ada = site.browser();
  const known = addToCart();
  await ada.send([known]);
  const fresh = pageView();
  const { status, body } = await ada.send([
    fresh,
    known,
    { ...known, value: 1 },
    event("page_view", { at: NOON - EVENT_LATE_MAX_MS - 1 }),
    { ...event("page_view"), type: "no name" },
    fresh,
    { ...fresh, type: "view_item" },
    event("view_cart"),
  ]);
  expect(status).toBe(200);
  expect(inOrder(body)).toEqual({
    accepted: 2,
    duplicate: 2,
    rejected: [
      { index: 2, code: "id_conflict" },
      { index: 3, code: "event_too_late" },
      { index: 4, code: "event_invalid" },
      { index: 6, code: "id_conflict" },
    ],
    dropped: [],
  });
  const { events, refused } = await site.profile(ada.visitor);
  expect(events.map(({ type }) => type).toSorted()).toEqual(["add_to_cart", "page_view", "view_cart"]);
  expect(refused.every(({ at, code }) => at === NOON && code === "id_conflict")).toBe(true);
});

test("a batch without a valid event answers 422 and still says why", async () => {
  const site = await createSite();
  expect(await site.browser().send([{ ...event("page_view"), type: "" }])).toMatchObject({
    status: 422,
    body: {
      code: "event_none_valid",
      accepted: 0,
      duplicate: 0,
      rejected: [{ index: 0, code: "event_invalid" }],
      dropped: [],
    },
  });
});
