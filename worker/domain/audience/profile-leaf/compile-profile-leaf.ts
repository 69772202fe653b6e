import type { ProfileLeaf } from "../../../../schemas/audience.ts";
import type { AudienceSettings } from "../../../../schemas/site.ts";
import { CLICK_ID_PARAMETERS } from "../../consent/click-ids.ts";
import type { Touch } from "../../profile-state.ts";
import type { PropertyValue } from "../condition/property.ts";
import { compileComparison, type ValueTest } from "../condition/value-test.ts";
import type { Traits } from "../history.ts";
import {
  type CompiledLeaf,
  constantTracker,
  type LeafTracker,
  type TrackedSubject,
} from "../leaf/compiled-leaf.ts";
import { always } from "../timeline.ts";
import { isActivity } from "./activity.ts";
import { isCartEvent } from "./cart.ts";
import { trackCartValue } from "./cart-value.ts";
import { trackDaysSinceFirst, trackDaysSinceLast } from "./days-since-visit.ts";
import { trackLifecycle } from "./lifecycle.ts";
import { isOrderEvent } from "./orders.ts";
import { trackFrequency, trackMonetary, trackRecency } from "./rfm.ts";
import { trackTouchValue, type TouchReader } from "./touch-value.ts";
import { trackVisits } from "./visits.ts";

type Property = ProfileLeaf["profile"];
type TraitReader = (traits: Traits) => PropertyValue;

const regionOf = ({ country, subdivision }: Traits): string | undefined =>
  country === null ? undefined : subdivision === null ? country : `${country}-${subdivision}`;

const TRAITS: Partial<Record<Property, TraitReader>> = {
  known: ({ isContact }) => isContact,
  country: ({ country }) => country ?? undefined,
  region: regionOf,
  language: ({ language }) => language ?? undefined,
  device: ({ device }) => device ?? undefined,
  account_domain: ({ accountDomain }) => accountDomain ?? undefined,
};

const utm = (name: string): TouchReader => {
  const parameter = `utm_${name}`;
  return ({ utm: values }: Touch) => (Object.hasOwn(values, parameter) ? values[parameter] : undefined);
};

const clickIdOf: TouchReader = ({ clickIds }) =>
  CLICK_ID_PARAMETERS.find((name) => Object.hasOwn(clickIds, name));

const TOUCHES: Partial<Record<Property, readonly ["first" | "last", TouchReader]>> = {
  first_source: ["first", utm("source")],
  first_medium: ["first", utm("medium")],
  first_campaign: ["first", utm("campaign")],
  last_source: ["last", utm("source")],
  last_medium: ["last", utm("medium")],
  last_campaign: ["last", utm("campaign")],
  click_id: ["last", clickIdOf],
};

type Track = (
  test: ValueTest,
  subject: TrackedSubject,
  settings: AudienceSettings,
  numbers: readonly number[],
) => LeafTracker;

/** What events change: which ones, and how. */
const HISTORIES: Partial<Record<Property, readonly [reads: (type: string) => boolean, Track]>> = {
  visits: [isActivity, (test, { history }) => trackVisits(test, history)],
  days_since_first_visit: [
    isActivity,
    (test, { history }, _, numbers) => trackDaysSinceFirst(test, numbers, history),
  ],
  days_since_last_visit: [
    isActivity,
    (test, { history }, _, numbers) => trackDaysSinceLast(test, numbers, history),
  ],
  cart_value: [isCartEvent, (test, { history }) => trackCartValue(test, history)],
  lifecycle: [
    (type) => isActivity(type) || isOrderEvent(type),
    (test, { history }, settings) => trackLifecycle(test, history, settings),
  ],
  rfm_recency: [isOrderEvent, (test, { history }, settings) => trackRecency(test, history, settings)],
  rfm_frequency: [isOrderEvent, (test, { history }, settings) => trackFrequency(test, history, settings)],
  rfm_monetary: [isOrderEvent, (test, { history }, settings) => trackMonetary(test, history, settings)],
};

const numbersOf = ({ value }: ProfileLeaf): number[] =>
  [value].flat().filter((one) => typeof one === "number");

/** A test of something the profile is. */
export const compileProfileLeaf = (leaf: ProfileLeaf, settings: AudienceSettings): CompiledLeaf => {
  const test = compileComparison(leaf);
  const trait = TRAITS[leaf.profile];
  if (trait !== undefined)
    return {
      reads: () => false,
      onlyType: null,
      track: ({ traits }) => constantTracker(always(test(trait(traits))), trait(traits)),
    };
  const touch = TOUCHES[leaf.profile];
  if (touch !== undefined) {
    const [which, read] = touch;
    return {
      reads: (type) => type === "page_view",
      onlyType: "page_view",
      track: (subject) => trackTouchValue(test, subject, read, which),
    };
  }
  const history = HISTORIES[leaf.profile];
  if (history === undefined) throw new Error("property that a checked definition cannot have");
  const [reads, track] = history;
  const numbers = numbersOf(leaf);
  return { reads, onlyType: null, track: (subject) => track(test, subject, settings, numbers) };
};
