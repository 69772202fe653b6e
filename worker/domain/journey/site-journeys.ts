import type { Medium } from "../../../schemas/channel-medium.ts";
import type { Journey } from "./journey.ts";

/** The journeys of a site as they were saved last, by what concerns them. */
export interface SiteJourneys {
  readonly byId: ReadonlyMap<string, Journey>;
  /** Live ones that contacts enter with an audience. */
  readonly byAudience: ReadonlyMap<string, readonly Journey[]>;
  /** Live ones that contacts enter by an event. */
  readonly byEvent: ReadonlyMap<string, readonly Journey[]>;
  /** Live ones with a key that contacts enter with an audience: a further key is a further instance. */
  readonly keyed: readonly Journey[];
  /** Channels by id. */
  readonly media: ReadonlyMap<string, Medium>;
  /** IANA time zone of the site. */
  readonly zone: string;
}

const groupBy = (
  journeys: readonly Journey[],
  nameOf: (journey: Journey) => string | null,
): ReadonlyMap<string, readonly Journey[]> => {
  const groups = new Map<string, Journey[]>();
  for (const journey of journeys) {
    const name = nameOf(journey);
    if (name !== null) groups.set(name, [...(groups.get(name) ?? []), journey]);
  }
  return groups;
};

const audienceOf = ({ definition: { enter } }: Journey): string | null =>
  "audience" in enter ? enter.audience : null;
const eventOf = ({ definition: { enter } }: Journey): string | null =>
  "event" in enter ? enter.event : null;

export const compileJourneys = (
  journeys: readonly Journey[],
  media: ReadonlyMap<string, Medium>,
  zone: string,
): SiteJourneys => {
  const live = journeys.filter(({ definition }) => definition.status === "live");
  return {
    byId: new Map(journeys.map((journey) => [journey.id, journey])),
    byAudience: groupBy(live, audienceOf),
    byEvent: groupBy(live, eventOf),
    keyed: live.filter((journey) => journey.definition.key !== null && audienceOf(journey) !== null),
    media,
    zone,
  };
};
