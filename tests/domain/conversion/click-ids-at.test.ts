import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../schemas/limits.ts";
import vectors from "../../fixtures/hash-vectors.json" with { type: "json" };
import { clickIdsAt } from "../../../worker/domain/conversion/click-ids-at.ts";
import { fbcOf } from "../../../worker/domain/conversion/meta-purchase.ts";
import { touchOf } from "../../../worker/domain/profile/touch.ts";
import type { Touch } from "../../../worker/domain/profile-state.ts";
import { eventOf } from "../profile/sample.ts";

const AT = Date.UTC(2026, 10, 25);

const touch = (at: number, clickIds: Record<string, string>): Touch => ({
  at,
  event: `e${at}`,
  utm: {},
  clickIds,
});

interface Vector {
  readonly url: string;
  readonly at_ms?: number;
  readonly fbc?: string;
  readonly expect?: Record<string, string>;
}

describe("click ids of a landing", () => {
  test.each(vectors.click_id_vectors as Vector[])("$url", ({ url, at_ms = AT, fbc, expect: expected }) => {
    const landing = touchOf(eventOf("e", at_ms, { type: "page_view", fields: { page: { url } } }));
    const found = clickIdsAt(landing === null ? [] : [landing], at_ms);
    const values = Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]));
    if (expected !== undefined) expect(values).toEqual(expected);
    if (fbc !== undefined) expect(found["fbclid"] && fbcOf(found["fbclid"])).toBe(fbc);
  });
});

describe("click ids at the time of a purchase", () => {
  test("are the newest of each platform, each with the time of its first sight", () => {
    const touches = [
      touch(AT - 5, { fbclid: "old", gclid: "G" }),
      touch(AT - 4, { fbclid: "new" }),
      touch(AT - 3, { fbclid: "new" }),
    ];
    expect(clickIdsAt(touches, AT)).toEqual({
      fbclid: { value: "new", firstSeenAt: AT - 4 },
      gclid: { value: "G", firstSeenAt: AT - 5 },
    });
  });

  test("are none that came after it", () => {
    expect(clickIdsAt([touch(AT + 1, { gclid: "late" })], AT)).toEqual({});
    expect(clickIdsAt([touch(AT, { gclid: "same" })], AT)).toHaveProperty("gclid");
  });

  test("are none of ninety days before", () => {
    expect(clickIdsAt([touch(AT - 90 * DAY_MS, { gclid: "old" })], AT)).toEqual({});
    expect(clickIdsAt([touch(AT - 90 * DAY_MS + 1, { gclid: "young" })], AT)).toHaveProperty("gclid");
  });
});
