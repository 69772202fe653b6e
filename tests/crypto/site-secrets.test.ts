import { expect, test } from "vitest";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";

const ROOT = "0".repeat(64);
const hex = (of: Uint8Array): string => Buffer.from(of).toString("hex");

test("the keys of a site are pinned, because everything stored depends on them", () => {
  const { pepper, cookie, cursor, seal, pseudonym, checkpoint } = siteSecrets(ROOT, "demo");
  expect([pepper, cookie, cursor, seal, pseudonym, checkpoint].map((key) => hex(key).slice(0, 16))).toEqual([
    "99d8fb5c5d408362",
    "e905893e4e488cf8",
    "88f2ecfaf2ec5888",
    "5c72e52befbb98fe",
    "e068ed9380865467",
    "635b99621894b555",
  ]);
});

test("each use, site and root has keys of its own, 256 bits each", () => {
  const all = [siteSecrets(ROOT, "demo"), siteSecrets(ROOT, "other"), siteSecrets("1".repeat(64), "demo")];
  const keys = all.flatMap(({ pepper, cookie, cursor, seal, pseudonym, checkpoint }) => [
    pepper,
    cookie,
    cursor,
    seal,
    pseudonym,
    checkpoint,
  ]);
  expect(new Set(keys.map(hex)).size).toBe(18);
  expect(keys.every((key) => key.length === 32)).toBe(true);
});

test("a site asked for twice has the same keys", () => {
  expect(siteSecrets(ROOT, "demo")).toEqual(siteSecrets(ROOT, "demo"));
});
