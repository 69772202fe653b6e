import { expect, test } from "vitest";
import { allStarted } from "../../bench/servers/all-started.ts";

test("resolves with all that was started, in its order", async () => {
  const slow = Promise.withResolvers<string>();
  const started = allStarted([slow.promise, Promise.resolve(2)]);
  slow.resolve("slow");
  expect(await started).toEqual(["slow", 2]);
});

test("rejects only when what starts beside the failure is there, so that it can be ended", async () => {
  const toEnd: string[] = [];
  const slow = Promise.withResolvers<void>();
  const startSlow = async (): Promise<void> => {
    await slow.promise;
    toEnd.push("slow");
  };
  const failed = allStarted([Promise.reject(new Error("no port")), startSlow()]).catch(() => [...toEnd]);
  await new Promise(setImmediate);
  slow.resolve();
  expect(await failed).toEqual(["slow"]);
});
