import { describe, expect, test } from "vitest";
import { NOTICE_LANGUAGES, NOTICE_VERSION, NOTICES } from "../../schemas/notice/notices.ts";

/** Every text with the path that leads to it: `page.erase.title`. */
const textsOf = (value: unknown, path = ""): [string, unknown][] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => textsOf(inner, path === "" ? key : `${path}.${key}`))
    : [[path, value]];

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();

const ENGLISH = textsOf(NOTICES.en);

describe.each(NOTICE_LANGUAGES)("the words in %s", (language) => {
  const words = new Map(textsOf(NOTICES[language]));

  test("are those of the other languages, and none is empty", () => {
    expect([...words.keys()]).toEqual(ENGLISH.map(([path]) => path));
    const empty = [...words].filter(([, text]) => typeof text !== "string" || text.trim() === "");
    expect(empty).toEqual([]);
  });

  test("leave open what the English ones leave open", () => {
    const open = [...words].map(([path, text]) => [path, placeholders(text as string)]);
    expect(open).toEqual(ENGLISH.map(([path, text]) => [path, placeholders(text as string)]));
  });

  test("name Global Privacy Control wherever a signal is spoken of", () => {
    const silent = ["banner.honoured", "page.honoured", "page.ignored", "page.offBySignal"].filter(
      (path) => !(words.get(path) as string).includes("Global Privacy Control"),
    );
    expect(silent).toEqual([]);
  });

  test("give yes and no buttons of about the same length", () => {
    const { accept, refuse } = NOTICES[language].banner;
    expect(Math.abs(accept.length - refuse.length)).toBeLessThanOrEqual(3);
  });
});

/** Words that are the same in other languages. */
const SAME = new Set(["page.purposes.sms_marketing.title", "page.purposes.email_marketing.title"]);

test.each(NOTICE_LANGUAGES.slice(1))("the words in %s are no English ones", (language) => {
  const words = new Map(textsOf(NOTICES[language]));
  const same = ENGLISH.filter(([path, text]) => words.get(path) === text && !SAME.has(path));
  expect(same).toEqual([]);
});

test("California's words for a signal that was honoured are the regulation's", () => {
  expect(NOTICES.en.banner.honoured).toMatch(/^Opt-out request honored/i);
  expect(NOTICES.en.page.honoured).toMatch(/^Opt-out request honored/i);
});

test("the version is a day", () => {
  expect(new Date(NOTICE_VERSION).toISOString().slice(0, 10)).toBe(NOTICE_VERSION);
});
