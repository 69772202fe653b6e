import type { Duration } from "../../../../../schemas/audience.ts";
import type { PosthogLeaf } from "../../../../../schemas/import/posthog.ts";
import { lengthOfTime } from "../length-of-time.ts";
import type { Place } from "../place.ts";

/** Days are 24 hours here; PostHog rounds some windows to the start of a day. Months and years have no fixed length. */
const SECONDS: ReadonlyMap<string, number> = new Map([
  ["minute", 60],
  ["hour", 3_600],
  ["day", 86_400],
  ["week", 7 * 86_400],
]);
const INTERVAL_OF_LETTER: Readonly<Record<string, string>> = {
  h: "hour",
  d: "day",
  w: "week",
  m: "month",
  q: "quarter",
  y: "year",
};

const lengthOf = (count: number, interval: string, place: Place): Duration | null => {
  const seconds = SECONDS.get(interval);
  if (seconds === undefined) return place.refuse("is a length of time that is not always the same: use days");
  return Number.isSafeInteger(count) && count > 0
    ? lengthOfTime(count * seconds)
    : place.refuse("is no length of time");
};

/** `-30d`: the last 30 days. A day of the calendar is no window. Source: posthog/utils.py, relative_date_parse. */
export const windowOfDate = (text: string, place: Place): Duration | null => {
  const [, count, letter = ""] = /^-(\d{1,6})([hdwmqy])$/.exec(text) ?? [];
  return count === undefined
    ? place.refuse("is a date, and windows reach back from now")
    : lengthOf(Number(count), INTERVAL_OF_LETTER[letter] ?? "", place);
};

type Names = { readonly value: keyof PosthogLeaf; readonly interval: keyof PosthogLeaf };

/** A window in two fields: how many, and of what. */
export const windowOfFields = (
  leaf: PosthogLeaf,
  { value, interval }: Names,
  place: Place,
): Duration | null => {
  const count = leaf[value];
  const unit = leaf[interval];
  if (count === null || count === undefined) return place.refuse(`needs ${value}`);
  if (typeof unit !== "string") return place.refuse(`needs ${interval}`);
  return lengthOf(Number(count), unit, place.at(SECONDS.has(unit) ? value : interval));
};

/** The look-back of a behavioral condition, from whichever of the two forms is there. */
export const windowOfLeaf = (leaf: PosthogLeaf, place: Place): Duration | null => {
  const { explicit_datetime: date } = leaf;
  const hasFields = (leaf.time_value ?? null) !== null || (leaf.time_interval ?? null) !== null;
  const names = { value: "time_value", interval: "time_interval" } as const;
  if (date === null || date === undefined) return windowOfFields(leaf, names, place);
  const within = windowOfDate(date, place.at("explicit_datetime"));
  if (!hasFields || within === null) return within;
  return windowOfFields(leaf, names, place) === within
    ? within
    : place.at("explicit_datetime").refuse("says another time than time_value and time_interval");
};
