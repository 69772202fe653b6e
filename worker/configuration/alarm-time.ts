import { DAY_MS } from "../../schemas/limits.ts";

/** The platform takes no alarm after the year 2189. Who is woken before anything is due sets the next one. */
const WAIT_MAX_MS = 365 * DAY_MS;

/** When to be woken after a wait, in real time: alarms know no other. */
export const alarmAfter = (waitMs: number): number => Date.now() + Math.min(Math.max(0, waitMs), WAIT_MAX_MS);
