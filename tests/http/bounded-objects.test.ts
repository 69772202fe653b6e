import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { OBJECT_CALL_MAX_MS } from "../../schemas/limits-faults.ts";
import type { Environment } from "../../worker/configuration/environment.ts";
import { withBoundedObjects } from "../../worker/http/shards/bounded-objects.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Asked = (question: number) => Promise<unknown>;
interface Objects {
  readonly getByName: (name: string) => Record<string, Asked>;
  readonly jurisdiction: (name: string) => Objects;
}

const never: Asked = () => Promise.withResolvers().promise;
const objects: Objects = {
  getByName: () => ({ answer: (question) => Promise.resolve(question + 1), hang: never, settle: never }),
  jurisdiction: () => objects,
};
const env = { SITE: objects, PROFILE_SHARD: objects, ADMIN_KEY: "k" } as unknown as Environment;
const bounded = withBoundedObjects(env) as unknown as Record<"SITE" | "PROFILE_SHARD", Objects>;

/** What became of a call after the longest that one may take, and a millisecond before. */
const outcomesOf = async (call: Promise<unknown> | undefined): Promise<string[]> => {
  let outcome = "waits";
  const settled = (text: string) => () => void (outcome = text);
  call?.then(settled("answered"), (error: Error) => settled(error.name)());
  await vi.advanceTimersByTimeAsync(OBJECT_CALL_MAX_MS - 1);
  const before = outcome;
  await vi.advanceTimersByTimeAsync(1);
  return [before, outcome];
};

describe.each(["SITE", "PROFILE_SHARD"] as const)("an object of %s", (name) => {
  test("answers as it does, and leaves no timer", async () => {
    expect(await bounded[name].getByName("a")["answer"]?.(1)).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that does not answer is waited for so long, also where it is kept in a jurisdiction", async () => {
    expect(await outcomesOf(bounded[name].getByName("a")["hang"]?.(1))).toEqual(["waits", "TimedOut"]);
    const european = bounded[name].jurisdiction("eu").getByName("a");
    expect(await outcomesOf(european["hang"]?.(1))).toEqual(["waits", "TimedOut"]);
  });

  test("that moves the clock of a trial takes as long as it takes", async () => {
    expect(await outcomesOf(bounded[name].getByName("a")["settle"]?.(1))).toEqual(["waits", "waits"]);
  });
});

test("an environment is bounded once, and keeps all else", () => {
  expect(withBoundedObjects(env)).toBe(bounded);
  expect(withBoundedObjects(env).ADMIN_KEY).toBe("k");
});
