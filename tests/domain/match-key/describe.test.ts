import { describe, expect, test } from "vitest";
import { countryOf, describeIn, devicesIn, type Told } from "../../../worker/domain/match-key/describe.ts";
import { mayBeEuropean } from "../../../worker/domain/match-key/europe.ts";
import { newestClickIds } from "../../../worker/domain/match-key/newest-click-ids.ts";

const told = (values: Record<string, string | number | boolean>): Told =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, at: 0 }]));

const JANE = { first_name: "Jane", last_name: "Doe", country: "gb", postal_code: " 12345 " };
const hashed = (text: string): string => (text === "" ? "" : `#${text}`);

describe("for Google", () => {
  test("names are hashed, country and postal code are in clear", () => {
    expect(describeIn("google", told(JANE), "GB", hashed)).toMatchObject({
      givenName: "#jane",
      familyName: "#doe",
      country: "GB",
      postalCode: "12345",
      externalId: "",
    });
  });

  test.each(["first_name", "last_name", "postal_code"])("nothing is told where %s is missing", (name) => {
    const { [name]: _, ...rest } = told(JANE);
    expect(new Set(Object.values(describeIn("google", rest, "GB", hashed)))).toEqual(new Set([""]));
  });

  test("nothing is told where the country is unknown", () => {
    expect(new Set(Object.values(describeIn("google", told(JANE), "", hashed)))).toEqual(new Set([""]));
  });
});

describe("for Meta", () => {
  test("everything is hashed but the shop's own id", () => {
    const all = { ...JANE, city: "New York", state: "New York", external_id: 4711 };
    expect(describeIn("meta", told(all), "US", hashed)).toEqual({
      externalId: "4711",
      givenName: "#jane",
      familyName: "#doe",
      country: "#us",
      postalCode: "#12345",
      city: "#newyork",
      state: "#ny",
      jobTitle: "",
      company: "",
    });
  });

  test("British postal codes are left out", () => {
    expect(describeIn("meta", told(JANE), "GB", hashed)).toMatchObject({ country: "#gb", postalCode: "" });
  });
});

test("LinkedIn is told names and work in clear, and nothing else", () => {
  const all = { ...JANE, job_title: "CTO", company: "Shop Ltd", external_id: 4711 };
  const { givenName, familyName, country, jobTitle, company, ...rest } = describeIn(
    "linkedin",
    told(all),
    "GB",
    hashed,
  );
  expect({ givenName, familyName, country, jobTitle, company }).toEqual({
    givenName: all.first_name,
    familyName: all.last_name,
    country: "GB",
    jobTitle: "CTO",
    company: "Shop Ltd",
  });
  expect(new Set(Object.values(rest))).toEqual(new Set([""]));
});

test("the country alone tells nothing else", () => {
  const { country, ...rest } = describeIn("country", told(JANE), "GB", hashed);
  expect(country).toBe("GB");
  expect(new Set(Object.values(rest))).toEqual(new Set([""]));
});

test.each([
  ["gb", null, "GB"],
  ["gb", "US", "GB"],
  ["Germany", "US", "US"],
  ["xx", null, ""],
  ["", "FR", "FR"],
])("who tells %j and was seen in %j lives in %j", (country, seenIn, expected) => {
  expect(countryOf(told({ country }), seenIn)).toBe(expected);
});

test("names of what every object has are nobody's attributes", () => {
  expect(countryOf({}, null)).toBe("");
  expect(describeIn("meta", {}, "", hashed).externalId).toBe("");
});

test.each([
  ["", null, true],
  ["", "US", false],
  ["US", null, false],
  ["US", "DE", true],
  ["DE", "US", true],
  ["CH", null, true],
  ["GB", null, true],
  ["JE", null, true],
  ["NO", null, true],
  ["RS", null, false],
])("who tells %j and was seen in %j may be European: %j", (country, seenIn, expected) => {
  expect(mayBeEuropean(told({ country }), seenIn)).toBe(expected);
});

test("devices that limit tracking are none", () => {
  const devices = {
    aaid: "00000000-0000-0000-0000-000000000000",
    idfa: "EA7583CD-A667-48BC-B806-42ECB2B48606",
  };
  expect(devicesIn("meta", told(devices), hashed)).toEqual(["ea7583cd-a667-48bc-b806-42ecb2b48606"]);
  expect(devicesIn("reddit", told(devices), hashed)).toEqual(["#EA7583CD-A667-48BC-B806-42ECB2B48606"]);
});

const touch = (clickIds: Record<string, string>) => ({ at: 0, event: "e", utm: {}, clickIds });

test("of several click ids of a platform the newest counts, as it came", () => {
  expect(
    newestClickIds([touch({ gclid: "Old", fbclid: "F" }), touch({}), touch({ gclid: "Cj0KCQjw-AbC_dEf" })]),
  ).toEqual({ gclid: "Cj0KCQjw-AbC_dEf", fbclid: "F" });
  expect(newestClickIds([])).toEqual({});
});
