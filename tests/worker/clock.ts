import { env } from "cloudflare:workers";
import { stopClockAt } from "../../worker/configuration/clock.ts";
import { instanceObject } from "../../worker/configuration/objects.ts";
import { request } from "./request.ts";

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Where the time of every test starts. */
export const NOON = Date.UTC(2026, 10, 23, 12);

let now = Number.NaN;

/** The time that every rule sees. */
export const present = (): number => now;

/** Moves time and fires what became due, as an operator does. */
export const moveClockTo = async (to: number): Promise<void> => {
  const { status } = await request("POST", "/v1/clock", {
    headers: { authorization: `Bearer ${env.ADMIN_KEY}` },
    body: JSON.stringify({ now: to }),
  });
  if (status !== 200) throw new Error("the clock did not move");
  now = to;
};

/** Starts a test at noon. Moving costs a call to every shard of every site so far, so it is left out where it can be. */
export const startAtNoon = async (): Promise<void> => {
  if (now !== NOON) await moveClockTo(NOON);
};

export const advance = (ms: number): Promise<void> => moveClockTo(now + ms);

/** Time goes by and no timer fires: the objects sleep, and their alarms are late. */
export const sleepThrough = async (ms: number): Promise<void> => {
  now += ms;
  await instanceObject(env).setClock(now);
  stopClockAt(now);
};
