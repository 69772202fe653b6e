import { expect, test } from "vitest";
import { pseudonymOf } from "../../worker/crypto/pseudonym.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";

const ID = "c000123456789abcdefghijkl";
const keyOf = (site: string) => siteSecrets("0".repeat(64), site).pseudonym;

test("a pseudonym is the same for the same profile, another for any other, and depends on the site", () => {
  const pseudonym = pseudonymOf(keyOf("demo"), ID);
  expect(pseudonym).toMatch(/^p_[0-9A-Za-z]{22}$/);
  expect(pseudonymOf(keyOf("demo"), ID)).toBe(pseudonym);
  expect(pseudonymOf(keyOf("demo"), `${ID}m`)).not.toBe(pseudonym);
  expect(pseudonymOf(keyOf("other"), ID)).not.toBe(pseudonym);
});
