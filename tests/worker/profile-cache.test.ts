import { expect, test } from "vitest";
import { encodeHistory, encodeProfile } from "../../worker/domain/profile/codec.ts";
import { foldEvents } from "../../worker/domain/profile/fold.ts";
import { newProfile, type Profile } from "../../worker/domain/profile/profile.ts";
import { EMPTY, eventOf, gated } from "../domain/profile/sample.ts";
import { CACHE_MAX_LENGTH, PARSED_MAX, ProfileCache } from "../../worker/profile/profile-cache.ts";

const profileOf = (n: number): Profile =>
  newProfile(`vw00${String(n).padStart(22, "0")}`, n, { country: "DE", subdivision: null });

const remember = (cache: ProfileCache, profile: Profile): void => cache.set(profile, encodeProfile(profile));

test("a profile that was pushed out of the parsed ones is read from its text", () => {
  const cache = new ProfileCache();
  const [first, ...others] = Array.from({ length: PARSED_MAX + 1 }, (_, n) => profileOf(n));
  if (first === undefined) throw new Error("there is a first one");
  remember(cache, first);
  expect(cache.get(first.id)).toBe(first);
  for (const profile of others) remember(cache, profile);
  const again = cache.get(first.id);
  expect(again).toEqual(first);
  expect(again).not.toBe(first);
  expect(cache.get(first.id)).toBe(again);
});

test("what is added to a history that was read from its text is written behind the rest", () => {
  const cache = new ProfileCache();
  const known = { ...profileOf(0), history: { ...EMPTY, log: [eventOf("e1", 1), eventOf("e2", 2)] } };
  remember(cache, known);
  for (let n = 1; n <= PARSED_MAX; n++) remember(cache, profileOf(n));
  const read = cache.get(known.id);
  if (read === undefined) throw new Error("it is kept");
  expect(read).not.toBe(known);
  const { history } = foldEvents(read.history, gated(eventOf("e3", 3)));
  expect(encodeHistory(history)).toBe(encodeHistory({ ...history, log: [...history.log] }));
});

test("looking without using keeps nothing from being pushed out", () => {
  const cache = new ProfileCache();
  const [first, second] = [profileOf(1), profileOf(2)];
  const half = "x".repeat(CACHE_MAX_LENGTH / 2 - 1_000);
  cache.set(first, { ...encodeProfile(first), ledger: half });
  cache.set(second, { ...encodeProfile(second), ledger: half });
  expect(cache.peek(first.id)).toEqual(first);
  remember(cache, profileOf(3));
  cache.set(profileOf(4), { ...encodeProfile(profileOf(4)), ledger: "x".repeat(4_000) });
  expect(cache.peek(first.id)).toBeUndefined();
  expect(cache.peek(second.id)).toBeDefined();
});

test("a ledger that has grown counts towards what is kept", () => {
  const cache = new ProfileCache();
  const [first, second] = [profileOf(1), profileOf(2)];
  remember(cache, first);
  remember(cache, second);
  cache.setLedger(second, "x".repeat(CACHE_MAX_LENGTH));
  expect(cache.peek(first.id)).toBeUndefined();
  expect(cache.peek(second.id)).toBeUndefined();
  remember(cache, first);
  expect(cache.get(first.id)).toBe(first);
});

test("what was deleted is gone from both", () => {
  const cache = new ProfileCache();
  remember(cache, profileOf(1));
  cache.delete(profileOf(1).id);
  expect(cache.get(profileOf(1).id)).toBeUndefined();
  expect(cache.peek(profileOf(1).id)).toBeUndefined();
});
