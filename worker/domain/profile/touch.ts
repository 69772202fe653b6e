import { PROFILE_TOUCHES_MAX } from "../../../schemas/limits.ts";
import { CLICK_ID_PARAMETERS } from "../consent/click-ids.ts";
import type { StoredEvent, Touch } from "../profile-state.ts";

const UTM_PARAMETERS = ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id"];

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text; // A stray percent sign in a hand-written link: keep what was written.
  }
};

const queryOf = (url: string): Map<string, string> => {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? "";
  const pairs = query.split("&").map((pair): [string, string] => {
    const equals = pair.indexOf("=");
    return equals < 0 ? [pair, ""] : [pair.slice(0, equals), decoded(pair.slice(equals + 1))];
  });
  return new Map(pairs);
};

const pick = (query: Map<string, string>, names: readonly string[]): Record<string, string> => {
  const found = names.flatMap((name) => {
    const value = query.get(name);
    return value === undefined || value === "" ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
};

/** The touch of a landing, or null where the address names no campaign and no click. */
export const touchOf = (event: StoredEvent): Touch | null => {
  const url = event.fields.page?.url;
  if (event.type !== "page_view" || url === undefined || !url.includes("?")) return null;
  const query = queryOf(url);
  const utm = pick(query, UTM_PARAMETERS);
  const clickIds = pick(query, CLICK_ID_PARAMETERS);
  if (Object.keys(utm).length + Object.keys(clickIds).length === 0) return null;
  return { at: event.at, event: event.id, utm, clickIds };
};

/** Touches in time order, each event's once; of too many, the first and the newest stay. */
export const addTouches = (known: readonly Touch[], arriving: readonly Touch[]): readonly Touch[] => {
  const fresh = arriving.filter((touch) => known.every((other) => other.event !== touch.event));
  if (fresh.length === 0) return known;
  const all = [...known, ...fresh].toSorted((a, b) => a.at - b.at || (a.event < b.event ? -1 : 1));
  const first = all[0];
  if (all.length <= PROFILE_TOUCHES_MAX || first === undefined) return all;
  return [first, ...all.slice(1 - PROFILE_TOUCHES_MAX)];
};
