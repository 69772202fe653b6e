import { HOUR_MS, START, type TimedShop } from "./shop.ts";

/** How fast one shard does what is due, and what that does to its memory. */
export interface Steps {
  readonly perSecond: number;
  readonly residentMiB: number;
}

/** So many contacts wait in one shard; each hour all of them go one step on. */
export const stepOn = async (shop: TimedShop, contacts: number, hours: number): Promise<Steps[]> => {
  const names = Array.from({ length: contacts }, (_, index) => `w${index}@shop.example`);
  const wait = { wait: "1h" } as const;
  await shop.putJourney("waiting", {
    name: "Waiting",
    status: "live",
    enter: { event: "sign_up" },
    steps: Array.from({ length: hours + 1 }, () => wait),
  });
  await shop.tell("sign_up", names);
  const steps: Steps[] = [];
  for (let hour = 1; hour <= hours; hour += 1) {
    const startedAt = performance.now();
    await shop.moveTo(START + hour * HOUR_MS);
    const seconds = (performance.now() - startedAt) / 1_000;
    steps.push({ perSecond: contacts / seconds, residentMiB: await shop.residentMiB() });
  }
  return steps;
};
