import type { Report } from "./report.ts";

/**
 * What Twilio takes for a wish to stop and to go on, where a messaging service has no words of its own:
 * https://help.twilio.com/articles/223134027
 */
const STOP = new Set([
  "STOP",
  "STOPALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "REVOKE",
  "OPTOUT",
  "ARRET",
  "ARRÊT",
]);
const START = new Set(["START", "YES", "UNSTOP"]);

type Word = Extract<Report["kind"], "stopped" | "started">;

/**
 * What an answer says of further messages; null for any other, a question for help included. Only the whole message is a
 * word. `optOutType` is what the provider itself took it for, in whatever language: `STOP`, `START` or `HELP`.
 */
export const wordIn = (body: string, optOutType: string | null): Word | null => {
  const word = optOutType ?? body.trim().toUpperCase();
  if (STOP.has(word)) return "stopped";
  return START.has(word) ? "started" : null;
};
