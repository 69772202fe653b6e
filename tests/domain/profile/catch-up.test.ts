import { describe, expect, test } from "vitest";
import { HOUR_MS } from "../../../schemas/limits.ts";
import { applyBatch } from "../../../worker/domain/profile/apply-batch.ts";
import { bringUpToDate, catchUp } from "../../../worker/domain/profile/catch-up.ts";
import type { SiteRules } from "../../../worker/domain/site-rules.ts";
import { arrivalOf, audienceOf, eventOf, profileOf, rulesOf, VISITOR } from "./sample.ts";

const ABANDONERS = audienceOf("abandoners", {
  event: "add_to_cart",
  within: "3h",
  not_followed_by: { event: "purchase", within: "1h" },
});
const RULES = rulesOf([ABANDONERS]);

/** A cart, and nothing since. */
const left = () => {
  const cart = arrivalOf([eventOf("cart", 1, { type: "add_to_cart" })]);
  const { profile } = applyBatch(VISITOR, profileOf(VISITOR, {}), cart, RULES, 1);
  if (profile === null) throw new Error("what has events is kept");
  return profile;
};

const changesOf = (rules: SiteRules, now: number) =>
  [bringUpToDate, catchUp].map((bring) =>
    bring(left(), rules, now).changes.map(({ op, at, isLive }) => ({ op, at, isLive })),
  );
const entered = (isLive: boolean) => [{ op: "enter", at: 1 + HOUR_MS, isLive }];

describe("an entry that was due when other settings or region rules had come, and the walk had not", () => {
  const changed: SiteRules = { ...RULES, version: 2, everythingIn: 2 };

  test("is news all the same", () => {
    expect(changesOf(changed, 2 * HOUR_MS)).toEqual([entered(true), entered(true)]);
  });

  test("is none where its own definition changed too", () => {
    const edited = { ...rulesOf([{ ...ABANDONERS, changedIn: 2 }]), version: 2, everythingIn: 2 };
    expect(changesOf(edited, 2 * HOUR_MS)).toEqual([entered(false), entered(false)]);
  });

  test("is none before its time", () => {
    expect(changesOf(changed, HOUR_MS)).toEqual([[], []]);
  });
});
