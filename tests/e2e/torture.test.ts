import { expect, test } from "vitest";
import { tortureByFuzzing } from "../../torture/fuzz/fuzz.ts";
import { tortureByInput } from "../../torture/hostile/hostile.ts";
import { tortureByKilling } from "../../torture/kill/kill.ts";

/** What a short run breaks; times are a matter of the machine. */
const brokenBy = async (torture: typeof tortureByKilling): Promise<unknown> => {
  await using cleanUp = new AsyncDisposableStack();
  const { verdicts } = await torture({ isQuick: true, seed: 1, report: () => undefined, cleanUp });
  return verdicts.filter(({ isKept, isTimed }) => !isKept && isTimed !== true);
};

test("a server that is killed again and again loses nothing that it acknowledged", async () => {
  expect(await brokenBy(tortureByKilling)).toEqual([]);
}, 120_000);

test("input that nobody honest sends breaks nothing", async () => {
  expect(await brokenBy(tortureByInput)).toEqual([]);
}, 120_000);

test("requests made up from the API's own description are answered as it says", async () => {
  expect(await brokenBy(tortureByFuzzing)).toEqual([]);
}, 120_000);
