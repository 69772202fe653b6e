import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { languageAmong, languageOf } from "../../worker/http/sender/language.ts";

const choiceOf = (header: string) =>
  languageOf(new Request("https://shop.example/h/shop/e", { headers: { "accept-language": header } }));

describe("the first choice of Accept-Language", () => {
  test.each([
    ["de", "de"],
    ["de-AT,de;q=0.9,en;q=0.8", "de-at"],
    ["en-US,en;q=0.5", "en-us"],
    ["fr;q=0.8, en;q=0.9, de;q=0.7", "en"],
    ["fr;q=0.9, en;q=0.9", "fr"],
    ["fr;q=0.9, en", "en"],
    ["en;q=0.001", "en"],
    ["en;q=1.000, de", "en"],
    ["en ; q=0.5 , de ; Q=0.6", "de"],
    ["\tde\t,\ten;q=0.5", "de"],
    [",, ,de", "de"],
    ["zh-Hant-TW,zh;q=0.9", "zh-hant-tw"],
    ["es-419,es;q=0.9", "es-419"],
    ["sl-rozaj-biske", "sl-rozaj-biske"],
    ["de-DE-1996", "de-de-1996"],
    ["zh-cmn-Hans-CN", "zh-cmn-hans-cn"],
    ["de-DE-u-co-phonebk", "de-de-u-co-phonebk"],
    ["de-x-mine", "de-x-mine"],
    ["en;q=0, de;q=0.1", "de"],
    ["en;q=high, de;q=0.1", "de"],
    ["en;q=0.5;q=0.9, de;q=0.1", "de"],
    ["en;q=1.5, de;q=0.1", "de"],
    ["en;q=-1, de;q=0.1", "de"],
    ["en;q=0.1234, de;q=0.1", "de"],
    ["de, *;q=0.1", "de"],
  ])("of %j is %s", (header, language) => {
    expect(choiceOf(header)).toBe(language);
  });

  test.each([
    "",
    ",",
    ";",
    ";q=1",
    "*",
    "*;q=1, de;q=0.5",
    "*, de;q=0.9",
    "en_US, en;q=0.9",
    "x",
    "english",
    "en-",
    "-en",
    "en--us",
    "en-a",
    "en-x",
    "en-toolongsubtag",
    "e1",
    "en us",
    "en;q=0",
    "deutsch, bitte",
    "../../etc/passwd",
    "<script>",
    "'; DROP TABLE profile; --",
    "d\u00e9",
  ])("of %j is not known", (header) => {
    expect(choiceOf(header)).toBeNull();
  });

  test("is not known without the header", () => {
    expect(languageOf(new Request("https://shop.example/"))).toBeNull();
  });

  test.each([34, 35])("may have %i characters", (length) => {
    const tag = `en-x-${"abcdefgh-".repeat(5)}`.slice(0, length - 1) + "i";
    expect(choiceOf(tag)).toBe(tag);
  });

  test("may not have 36 characters", () => {
    expect(choiceOf("en-x-abcdefgh-abcdefgh-abcdefgh-abcd")).toBeNull();
    expect(choiceOf("en-x-abcdefgh-abcdefgh-abcdefgh-abc")).toBe("en-x-abcdefgh-abcdefgh-abcdefgh-abc");
  });
});

describe("a hostile Accept-Language", () => {
  test.each(["a", "en-", "en,", "-", ";q=", ",", "*", "en;q=0.1,", "0.", "x-", "en-a-bb-", "en;"])(
    "of a million characters is read no further than a real one: %j",
    (piece) => {
      const long = piece.repeat(Math.ceil(1_000_000 / piece.length));
      expect([null, "en"]).toContain(choiceOf(long));
      expect(choiceOf(`${long.slice(0, 1_500)},de`)).toBe(choiceOf(long));
    },
  );

  test("that is cut in the middle of a tag does not give a part of it", () => {
    const padding = `fr;q=0.1,${" ".repeat(988)}`;
    expect(choiceOf(`${padding}de`)).toBe("de");
    expect(choiceOf(`${padding}de-AT`)).toBe("fr");
  });

  test("of any text gives a tag in lower case or nothing", () => {
    // oxlint-disable-next-line typescript/no-misused-spread -- the sample is ASCII
    const headers = fc.string({ unit: fc.constantFrom(..."en-deATx*;q=0.15,_ \t"), maxLength: 60 });
    fc.assert(
      fc.property(headers, (header) => {
        expect(choiceOf(header) ?? "null").toMatch(/^[a-z]{2,4}(?:-[a-z0-9]{1,8})*$/);
      }),
    );
  });
});

const amongOf = (header: string) =>
  languageAmong(new Request("https://shop.example/h/shop/p", { headers: { "accept-language": header } }), [
    "en",
    "de",
    "pt",
  ]);

describe("of the languages that are offered", () => {
  test.each([
    ["de-AT,de;q=0.9,en;q=0.8", "de"],
    ["PT-BR", "pt"],
    ["nl, de;q=0.5, en;q=0.7", "en"],
    ["en;q=0.5, de;q=0.5", "en"],
    ["en;q=0, de;q=0.1", "de"],
  ])("%j prefers %s", (header, language) => {
    expect(amongOf(header)).toBe(language);
  });

  test.each(["", "*", "nl, sv;q=0.5", "de;q=0", "deu", "constructor"])("%j wants none", (header) => {
    expect(amongOf(header)).toBeNull();
  });
});
