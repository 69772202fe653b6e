import { describe, expect, test } from "vitest";
import { EventAddress, ServerEventsRequest } from "../../schemas/collect.ts";
import { LanguageTag } from "../../schemas/language-tag.ts";
import { LANGUAGE_TAG_MAX_LENGTH } from "../../schemas/limits.ts";

describe("a language tag", () => {
  test.each([
    ["de", "de"],
    ["DE-at", "de-at"],
    ["zh-Hant-TW", "zh-hant-tw"],
    ["es-419", "es-419"],
    ["de-CH-1996", "de-ch-1996"],
    ["ar-u-nu-latn-x-shop", "ar-u-nu-latn-x-shop"],
  ])("%s is kept as %s", (stated, kept) => {
    expect(LanguageTag.parse(stated)).toBe(kept);
  });

  test.each(["", "*", "d", "de_AT", "de-", "deutsch", "de at", "de-AT-DE", "de-u", " de", 5, null])(
    "is not %j",
    (stated) => {
      expect(LanguageTag.safeParse(stated).success).toBe(false);
    },
  );

  test("has as many characters as the limit and no more", () => {
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- reads best beside its tests
    const tagOf = (length: number) => `de-x-${"abcdefg-".repeat(8)}`.slice(0, length - 1) + "z";
    const lengths = [LANGUAGE_TAG_MAX_LENGTH - 1, LANGUAGE_TAG_MAX_LENGTH, LANGUAGE_TAG_MAX_LENGTH + 1];
    expect(lengths.map((length) => LanguageTag.safeParse(tagOf(length)).success)).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("what a server states of its visitors", () => {
  test.each([
    ["an event", EventAddress, {}],
    ["a batch", ServerEventsRequest, { events: [{}] }],
  ])("with %s is a device class and a language in lower case", (_, schema, rest) => {
    expect(schema.parse({ ...rest, device: "tv", language: "de-AT" })).toEqual({
      ...rest,
      device: "tv",
      language: "de-at",
    });
    const accepts = (stated: object) => schema.safeParse({ ...rest, ...stated }).success;
    expect(
      [{ device: "phone" }, { device: null }, { language: "*" }, { language: null }].map(accepts),
    ).toEqual([false, false, false, false]);
  });
});
