import { describe, expect, test } from "vitest";
import { DestinationConfiguration } from "../../schemas/destination.ts";
import {
  DESTINATION_AUDIENCES_MAX,
  DESTINATION_SECRET_MAX_LENGTH,
  PLATFORM_ID_MAX_LENGTH,
} from "../../schemas/limits-destination.ts";

const META = { kind: "meta_custom_audience", audiences: [], audience_id: "1", access_token: "t" };
const KEY = "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n";
const GOOGLE = {
  kind: "google_data_manager",
  audiences: [],
  operating_account: { account_type: "GOOGLE_ADS", account_id: "1" },
  user_list_id: "2",
  client_email: "halley@shop.iam.gserviceaccount.com",
  private_key: KEY,
};

const isValid = (body: object): boolean => DestinationConfiguration.safeParse(body).success;
const slugs = (count: number) => Array.from({ length: count }, (_, index) => `audience-${index}`);

test("what is left out has a default", () => {
  expect(DestinationConfiguration.parse(META)).toEqual({ ...META, api_version: "v25.0", status: "live" });
  const linkedin = { kind: "linkedin_audience", audiences: [], segment_id: "1", access_token: "t" };
  expect(DestinationConfiguration.parse(linkedin)).toMatchObject({ api_version: "202603", status: "live" });
});

describe("limits", () => {
  test.each([
    [DESTINATION_AUDIENCES_MAX - 1, true],
    [DESTINATION_AUDIENCES_MAX, true],
    [DESTINATION_AUDIENCES_MAX + 1, false],
  ])("of %i audiences: %s", (count, valid) => {
    expect(isValid({ ...META, audiences: slugs(count) })).toBe(valid);
  });

  test.each([
    [PLATFORM_ID_MAX_LENGTH - 1, true],
    [PLATFORM_ID_MAX_LENGTH, true],
    [PLATFORM_ID_MAX_LENGTH + 1, false],
  ])("of an id of %i digits: %s", (length, valid) => {
    expect(isValid({ ...META, audience_id: "1".repeat(length) })).toBe(valid);
  });

  test.each([
    [DESTINATION_SECRET_MAX_LENGTH - 1, true],
    [DESTINATION_SECRET_MAX_LENGTH, true],
    [DESTINATION_SECRET_MAX_LENGTH + 1, false],
  ])("of a token of %i characters: %s", (length, valid) => {
    expect(isValid({ ...META, access_token: "t".repeat(length) })).toBe(valid);
  });
});

describe("a service account", () => {
  test("is taken with the key as its file has it, with or without the last line end", () => {
    expect([isValid(GOOGLE), isValid({ ...GOOGLE, private_key: KEY.trim() })]).toEqual([true, true]);
  });

  test.each([
    ["a key of another kind", { private_key: KEY.replaceAll("PRIVATE", "RSA PRIVATE") }],
    ["a key whose lines were escaped", { private_key: KEY.replaceAll("\n", "\\n") }],
    ["no address", { client_email: "halley" }],
    ["an account with dashes", { operating_account: { account_type: "GOOGLE_ADS", account_id: "123-456" } }],
    [
      "an account of a type that there is not",
      { operating_account: { account_type: "ADS", account_id: "1" } },
    ],
  ])("is refused with %s", (_, fault) => {
    expect(isValid({ ...GOOGLE, ...fault })).toBe(false);
  });
});
