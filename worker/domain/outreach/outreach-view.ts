import type { Medium } from "../../../schemas/channel-medium.ts";
import type { EndedJourney, JourneyInstance } from "../journey/journey-state.ts";
import { pathText } from "../journey/steps.ts";
import type { Attribute, Outreach, Suppression } from "./outreach.ts";

/** A journey that a contact is in. Times are epoch milliseconds. */
export interface JourneyView {
  readonly journey: string;
  readonly version: number;
  readonly key: string | null;
  readonly entered_at: number;
  /** Place of the present step, as in `2.0.1`: by turns the number in a list and of a branch, `e` for `else`. */
  readonly step: string;
  /** When it goes on without an event. */
  readonly wakes_at: number;
}

/** A journey that a contact was in. */
export interface EndedJourneyView {
  readonly journey: string;
  readonly key: string | null;
  readonly entered_at: number;
  readonly ended_at: number;
  readonly end: string;
}

/** What writing to a profile rests on, in the words of the API. */
export interface OutreachView {
  readonly attributes: Readonly<Record<string, Attribute["value"]>>;
  readonly suppressed: Readonly<Partial<Record<Medium, Suppression>>>;
  readonly topics_off: readonly string[];
  /** Browsers that take web push. */
  readonly push_subscribers: number;
  readonly journeys: readonly JourneyView[];
  readonly journeys_ended: readonly EndedJourneyView[];
}

const journeyView = ({ journey, version, key, enteredAt, path, wakeAt }: JourneyInstance): JourneyView => ({
  journey,
  version,
  key,
  entered_at: enteredAt,
  step: pathText(path),
  wakes_at: wakeAt,
});

const endedView = ({ journey, key, enteredAt, endedAt, end }: EndedJourney): EndedJourneyView => ({
  journey,
  key,
  entered_at: enteredAt,
  ended_at: endedAt,
  end,
});

export const outreachView = ({
  attributes,
  suppressed,
  optedOut,
  push,
  journeys,
}: Outreach): OutreachView => ({
  attributes: Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value])),
  suppressed,
  topics_off: Object.keys(optedOut),
  push_subscribers: push.length,
  journeys: journeys.instances.map(journeyView),
  journeys_ended: journeys.ended.map(endedView),
});
