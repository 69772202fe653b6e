import { PURPOSE_OF_MEDIUM, type Medium } from "../../../schemas/channel-medium.ts";
import { type Choices, choicesOf } from "../consent/choices.ts";
import type { Granted } from "../consent/effective.ts";
import type { Preferences, PreferencesView } from "../messaging-rpc.ts";
import { type Outreach, resubscribe, suppress } from "./outreach.ts";

type NamedMedium = Exclude<Medium, "webhook">;
const MEDIA = Object.keys(PURPOSE_OF_MEDIUM) as NamedMedium[];

/** Preferences as explicit choices: they are consent, and are logged as such. */
export const choicesIn = ({ media, source }: Preferences, now: number): Choices => {
  const stated = MEDIA.flatMap((medium) => {
    const isWanted = media[medium];
    return isWanted === undefined
      ? []
      : [[PURPOSE_OF_MEDIUM[medium], isWanted ? "granted" : "denied"] as const];
  });
  return choicesOf(Object.fromEntries(stated), source, now);
};

/** What was turned off is suppressed until it is turned on by the contact itself. */
export const withPreferences = (outreach: Outreach, preferences: Preferences, now: number): Outreach => {
  const { media, topics } = preferences;
  const heard = MEDIA.reduce((current, medium) => {
    if (media[medium] === undefined) return current;
    return media[medium]
      ? resubscribe(current, medium)
      : suppress(current, medium, { reason: "unsubscribed", at: now });
  }, outreach);
  const stated = Object.entries(topics);
  if (stated.length === 0) return heard;
  const wanted = new Set(stated.filter(([, isWanted]) => isWanted).map(([topic]) => topic));
  const kept = Object.entries(heard.optedOut).filter(([topic]) => !wanted.has(topic));
  const unwanted = stated.filter(([topic, isWanted]) => !isWanted && !Object.hasOwn(heard.optedOut, topic));
  return { ...heard, optedOut: Object.fromEntries([...kept, ...unwanted.map(([topic]) => [topic, now])]) };
};

export const preferencesOf = (outreach: Outreach, granted: Granted): PreferencesView => ({
  media: Object.fromEntries(
    MEDIA.map((medium) => [
      medium,
      granted[PURPOSE_OF_MEDIUM[medium]] && outreach.suppressed[medium] === undefined,
    ]),
  ),
  optedOut: Object.keys(outreach.optedOut),
});
