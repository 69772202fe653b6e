import { expect, test } from "vitest";
import { AudienceDefinition } from "../../schemas/audience.ts";
import { SiteConfiguration } from "../../schemas/site.ts";
import { compileSite, type SiteSnapshot } from "../../worker/domain/site-snapshot.ts";
import { ruleOf } from "./consent/sample.ts";

const definition = AudienceDefinition.parse({ v: 1, name: "A", of: "all", include: { event: "view_item" } });

const snapshot: SiteSnapshot = {
  id: "demo",
  version: 7,
  rulesVersion: 5,
  everythingIn: 1,
  configuration: SiteConfiguration.parse({ name: "Demo", origins: [], timezone: "UTC", currency: "EUR" }),
  closedUntil: 0,
  isFull: false,
  regionRulesVersion: 1,
  regionRules: [ruleOf("*", { mode: "opt-out" })],
  audiences: [{ id: "a", version: 2, changedIn: 5, definition }],
  channels: [],
  destinations: [],
  campaigns: [],
  journeys: [],
  keys: [],
  layout: { visitors: 1, mapped: 1, contacts: 1, letters: [] },
};

test("rules carry the version at which they last changed, not that of the site", () => {
  expect(compileSite(snapshot).rules).toMatchObject({
    version: 5,
    audiences: { audiences: [{ id: "a", version: 2 }] },
    mergesOnClaim: true,
  });
});

test("rules find the site's region rules", () => {
  const { rules } = compileSite(snapshot);
  expect(rules.ruleFor({ country: "DE", subdivision: null }, 0)).toBe(snapshot.regionRules[0]);
});

test("a site that asks for verification merges on no claim", () => {
  const configuration = {
    ...snapshot.configuration,
    identity: { ...snapshot.configuration.identity, merge: "on-verify" as const },
  };
  expect(compileSite({ ...snapshot, configuration }).rules.mergesOnClaim).toBe(false);
});

test("rules are compiled once, however often the site changes beside them", () => {
  const before = compileSite(snapshot);
  const { audiences, ruleFor } = compileSite({ ...snapshot, version: 8 }, before).rules;
  expect(audiences).toBe(before.rules.audiences);
  expect(ruleFor).toBe(before.rules.ruleFor);
  const changed = { ...snapshot, version: 8, rulesVersion: 8 };
  expect(compileSite(changed, before).rules.audiences).not.toBe(before.rules.audiences);
});
