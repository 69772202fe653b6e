import { expect, test } from "vitest";
import { createGoalFinder } from "../../../worker/domain/campaign/audience-goals.ts";

const campaign = (audience: string, event: string | null, status: "draft" | "live" | "paused" = "live") => ({
  definition: { audience, status, goal: event === null ? null : { event } },
});

test("an audience's goals are purchases and those of all its campaigns that were ever shown", () => {
  const goalsOf = createGoalFinder([
    campaign("readers", "sign_up"),
    campaign("readers", "generate_lead", "paused"),
    campaign("readers", "add_to_cart", "draft"),
    campaign("readers", null),
    campaign("others", "refund"),
  ]);
  expect([...goalsOf("readers")].toSorted()).toEqual(["generate_lead", "purchase", "sign_up"]);
  expect([...goalsOf("others")].toSorted()).toEqual(["purchase", "refund"]);
  expect([...goalsOf("unnamed")]).toEqual(["purchase"]);
});
