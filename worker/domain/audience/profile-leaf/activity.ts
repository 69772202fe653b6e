import { SYSTEM_EVENT_TYPES } from "../../../../schemas/system-events.ts";

/** What servers and Halley itself report: nobody was at the browser. */
const NOT_ACTIVITY: ReadonlySet<string> = new Set(["purchase", "refund", ...SYSTEM_EVENT_TYPES]);

/** Whether an event of the type says that the visitor was there. */
export const isActivity = (type: string): boolean => !NOT_ACTIVITY.has(type);
