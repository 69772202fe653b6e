import { expect, test } from "vitest";
import { sharedIdOf } from "../../../worker/domain/conversion/conversion.ts";
import { eventOf } from "../profile/sample.ts";

test.each([
  ["the order's number", { transaction_id: "1001" }, "1001"],
  ["what the page names instead", { transaction_id: "1001", params: { event_id: "px-7" } }, "px-7"],
  ["what the page names, also as a number", { params: { event_id: 7 } }, "7"],
  ["the event's own id where nothing else is known", {}, "e1"],
])("a purchase is shared under %s", (_, fields, expected) => {
  expect(sharedIdOf(eventOf("e1", 1, { type: "purchase", fields }))).toBe(expected);
});
