import type { Ga4Scope } from "../../../../../schemas/import/ga4.ts";
import type { Place } from "../place.ts";

/** Where all of an expression must be met: in one event, in one session, or anywhere in a life. */
export const readingOf = (scope: Ga4Scope, place: Place): "event" | "session" | "life" | null => {
  switch (scope) {
    case "AUDIENCE_FILTER_SCOPE_WITHIN_SAME_EVENT":
      return "event";
    case "AUDIENCE_FILTER_SCOPE_WITHIN_SAME_SESSION":
      return "session";
    case "AUDIENCE_FILTER_SCOPE_ACROSS_ALL_SESSIONS":
      return "life";
    case "AUDIENCE_FILTER_SCOPE_UNSPECIFIED":
      return place.refuse("says no scope");
  }
};
