import { describe, expect, test } from "vitest";
import {
  type DestinationSettings,
  isSameList,
  partsOfDestination,
  withKeptDestinationSecrets,
} from "../../../worker/domain/destination/destination-parts.ts";
import { destinationTargetFault } from "../../../worker/domain/destination/destination-target.ts";
import {
  createDestinationFinder,
  destinationFaults,
  destinationsNaming,
} from "../../../worker/domain/destination/destination-uses.ts";

const META: DestinationSettings = {
  kind: "meta_custom_audience",
  audiences: ["a", "b"],
  audience_id: "1",
  api_version: "v25.0",
  status: "live",
};
const GOOGLE: DestinationSettings = {
  kind: "google_data_manager",
  audiences: ["b"],
  operating_account: { account_type: "GOOGLE_ADS", account_id: "1" },
  user_list_id: "2",
  client_email: "a@b.example",
  status: "live",
};
const CRM: DestinationSettings = {
  kind: "webhook",
  audiences: [],
  url: "https://crm.example/",
  status: "live",
};

test("secrets rest apart from the rest", () => {
  expect(partsOfDestination({ ...META, access_token: "t" })).toEqual({
    settings: META,
    secrets: { access_token: "t" },
  });
});

describe("a secret that is left out", () => {
  test("stays with the server and the account it was given for", () => {
    expect(withKeptDestinationSecrets({ ...META }, META, { access_token: "t" })).toMatchObject({
      access_token: "t",
    });
    expect(withKeptDestinationSecrets({ ...GOOGLE }, GOOGLE, { private_key: "k" })).toMatchObject({
      private_key: "k",
    });
  });

  test.each<[string, DestinationSettings, object, object]>([
    ["another address", CRM, { url: "https://thief.example/" }, { secret: "s" }],
    ["another kind", META, { kind: "tiktok_audience" }, { access_token: "t" }],
    ["another base address", META, { base_url: "http://127.0.0.1:1" }, { access_token: "t" }],
    ["another account", GOOGLE, { client_email: "c@d.example" }, { private_key: "k" }],
  ])("is not taken along to %s", (_, before, change, secrets) => {
    const body = { ...before, ...change };
    expect(withKeptDestinationSecrets(body, before, secrets)).toEqual(body);
  });

  test("is replaced by a new one", () => {
    const body = { ...META, access_token: "new" };
    expect(withKeptDestinationSecrets(body, META, { access_token: "old" })).toEqual(body);
  });
});

describe("a list", () => {
  test.each<[string, DestinationSettings, object, boolean]>([
    ["other audiences", META, { audiences: [] }, true],
    ["a pause", META, { status: "paused" }, true],
    ["another version of the interface", META, { api_version: "v26.0" }, true],
    ["another account of the service", GOOGLE, { client_email: "c@d.example" }, true],
    ["another audience of the platform", META, { audience_id: "2" }, false],
    ["another list", GOOGLE, { user_list_id: "3" }, false],
    [
      "another advertiser",
      GOOGLE,
      { operating_account: { account_type: "GOOGLE_ADS", account_id: "2" } },
      false,
    ],
    ["another server", CRM, { url: "https://other.example/" }, false],
  ])("with %s is the same: %4$s", (_, before, change, isSame) => {
    expect(isSameList(before, { ...before, ...change })).toBe(isSame);
  });
});

test("audiences lead to the destinations they are pushed to", () => {
  const destinations = [
    { id: "meta", settings: META },
    { id: "google", settings: GOOGLE },
  ];
  const find = createDestinationFinder(destinations);
  expect([find("a"), find("b"), find("c"), find("constructor")]).toEqual([
    ["meta"],
    ["meta", "google"],
    [],
    [],
  ]);
  expect(destinationsNaming("b", destinations)).toEqual(["meta", "google"]);
  expect(destinationFaults(META, [{ id: "a" }])).toEqual([
    { pointer: "/audiences/1", reason: "is no audience of this site" },
  ]);
});

test.each<[DestinationSettings, string | null]>([
  [META, null],
  [{ ...META, base_url: "http://127.0.0.1:1" }, "/base_url"],
  [CRM, null],
  [{ ...CRM, url: "http://crm.example/" }, "/url"],
  [{ ...CRM, url: "https://10.0.0.1/" }, "/url"],
])("on an instance that serves others %j has its fault at %s", (settings, pointer) => {
  expect(destinationTargetFault(settings)?.pointer ?? null).toBe(pointer);
});
