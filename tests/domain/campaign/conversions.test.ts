import { describe, expect, test } from "vitest";
import { CLICK_WINDOW_MS, VIEW_WINDOW_MS } from "../../../schemas/limits.ts";
import { conversionsOf } from "../../../worker/domain/campaign/conversions.ts";
import { eventOf } from "../profile/sample.ts";
import { campaign, exposure, ledgerOf, NOON, seen } from "./sample.ts";

const boots = campaign("boots", { goal: { event: "purchase" } });
const purchase = eventOf("p", NOON, { type: "purchase" });

const credited = (...exposures: ReturnType<typeof seen>[]) =>
  conversionsOf(ledgerOf(...exposures), [purchase], [boots]).map(({ exposure: { id } }) => id);

describe("a goal is the success of", () => {
  test.each<[string, ReturnType<typeof seen>[], string[]]>([
    ["the last thing that was seen", [seen("old", NOON - 5), seen("new", NOON - 1)], ["new"]],
    ["nothing that was only reserved or rendered", [exposure("r", NOON - 1, { renderedAt: NOON - 1 })], []],
    ["nothing that came later", [seen("later", NOON + 1)], []],
    ["what is seen in the same moment", [seen("now", NOON)], ["now"]],
    [
      "a click rather than a later view",
      [seen("clicked", NOON - 9, { clickedAt: NOON - 8 }), seen("new", NOON - 1)],
      ["clicked"],
    ],
    ["no view of a day ago", [seen("old", NOON - VIEW_WINDOW_MS)], []],
    ["a view of almost a day ago", [seen("old", NOON - VIEW_WINDOW_MS + 1)], ["old"]],
    [
      "a click of almost thirty days ago",
      [seen("old", 0, { clickedAt: NOON - CLICK_WINDOW_MS + 1 })],
      ["old"],
    ],
    ["no click of thirty days ago", [seen("old", 0, { clickedAt: NOON - CLICK_WINDOW_MS })], []],
    ["no ghost", [seen("ghost", NOON - 1, { isGhost: true })], []],
    ["nothing of another campaign", [seen("coat", NOON - 1, { campaign: "coats" })], []],
  ])("%s", (_, exposures, expected) => {
    expect(credited(...exposures)).toEqual(expected);
  });

  test("each campaign that has it as its goal, and none that has another", () => {
    const ledger = ledgerOf(seen("r1", NOON - 2), seen("r2", NOON - 1, { campaign: "coats" }));
    const coats = campaign("coats", { goal: { event: "purchase" } });
    const hats = campaign("hats", { goal: { event: "sign_up" } });
    expect(conversionsOf(ledger, [purchase], [boots, coats, hats]).map(({ campaign: id }) => id)).toEqual([
      "boots",
      "coats",
    ]);
    expect(conversionsOf(ledger, [eventOf("v", NOON)], [boots])).toEqual([]);
  });
});
