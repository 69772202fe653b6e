import { describe, expect, test } from "vitest";
import { regionLetter } from "../../../worker/domain/identity/region-letter.ts";

const letterOf = (region: string, eu = false) => {
  const [country = "", subdivision] = region.split("-");
  return regionLetter({ country, subdivision: subdivision ?? null }, eu);
};

const EUROPEAN_UNION =
  "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

test.each([
  ["DE", "e"],
  ["GB", "e"],
  ["PL", "f"],
  ["RS", "f"],
  ["US", "n"],
  ["US-NY", "n"],
  ["US-CA", "w"],
  ["US-HI", "w"],
  ["CA", "n"],
  ["CA-ON", "n"],
  ["CA-BC", "w"],
  ["MX", "s"],
  ["BR", "s"],
  ["JP", "a"],
  ["IN", "a"],
  ["AU", "o"],
  ["ZA", "r"],
  ["AE", "m"],
  ["TR", "m"],
])("%s gets the letter %s of the nearest location hint", (region, letter) => {
  expect(letterOf(region)).toBe(letter);
});

test.each(["AQ", "ZZ", "T1", ""])("%j, which no hint is near to, gets x", (country) => {
  expect(letterOf(country)).toBe("x");
});

test("an unknown country gets x, whatever its subdivision", () => {
  expect(regionLetter({ country: null, subdivision: null }, true)).toBe("x");
  expect(regionLetter({ country: null, subdivision: "CA" }, true)).toBe("x");
});

test("a western subdivision's code counts in the United States and Canada only", () => {
  expect(letterOf("DE-CA")).toBe("e");
  expect(letterOf("BR-AB")).toBe("s");
});

describe("EU jurisdiction", () => {
  test("takes all 27 member states where the site asks for it", () => {
    expect(EUROPEAN_UNION.map((country) => letterOf(country, true))).toEqual(EUROPEAN_UNION.map(() => "u"));
  });

  test("takes nobody where the site does not ask", () => {
    expect(EUROPEAN_UNION.map((country) => letterOf(country)).filter((letter) => letter === "u")).toEqual([]);
  });

  test.each(["GB", "CH", "NO", "IS", "LI", "US", "RS", "TR", "UA"])("leaves out %s", (country) => {
    expect(letterOf(country, true)).not.toBe("u");
  });

  test.each(["GF", "GP", "MF", "MQ", "RE", "YT", "AX"])("takes %s, which belongs to a member", (country) => {
    expect(letterOf(country, true)).toBe("u");
  });
});
