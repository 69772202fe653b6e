import { expect, test } from "vitest";
import { CAP_WINDOW_MAX_MS } from "../../../schemas/limits.ts";
import { capFaults } from "../../../worker/domain/campaign/cap-faults.ts";
import { campaign, cap } from "./sample.ts";

const faultsOf = (...caps: object[]) =>
  capFaults(campaign("boots", { caps: caps.map((one) => cap(one)) }).definition);

test.each([
  [-1, []],
  [0, []],
  [1, [{ pointer: "/caps/1/per", reason: "is longer than 540 days" }]],
])("a window %d s beyond the longest has the faults %j", (besideS, faults) => {
  expect(faultsOf({}, { per: `${CAP_WINDOW_MAX_MS / 1_000 + besideS}s` })).toEqual(faults);
});

test("windows without a length have no fault", () => {
  expect(
    faultsOf({ window: "calendar", per: "month" }, { window: "lifetime" }, { window: "session" }),
  ).toEqual([]);
});
