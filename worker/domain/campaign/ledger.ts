import { CapScope } from "../../../schemas/campaign.ts";
import { CREATIVES_PER_CAMPAIGN_MAX, EXPOSURES_MAX, RESERVATION_LIFE_MS } from "../../../schemas/limits.ts";
import { type Candidate, type Exposure, isLive, scopeKey } from "./exposure.ts";

/** How often something was reserved, rendered and seen that is not listed any more. */
export interface FoldedExposures {
  readonly reserved: number;
  readonly rendered: number;
  readonly viewable: number;
  /** When the newest of them happened. */
  readonly until: number;
}

/** How far a profile is in a sequence. */
export interface Place {
  /** The creatives that were seen, the last one last: where some are taken out, the others still tell the place. */
  readonly seen: readonly string[];
  readonly at: number;
}

/** The place after a creative was seen, be it once more. */
export const advance = (place: Place | undefined, creative: string, at: number): Place => ({
  seen: [...(place?.seen ?? []).filter((other) => other !== creative), creative].slice(
    -CREATIVES_PER_CAMPAIGN_MAX,
  ),
  at,
});

/** What a profile was shown and may be shown right now: one for all campaigns and channels. Immutable. */
export interface Ledger {
  /** In the order of their reservation. */
  readonly exposures: readonly Exposure[];
  /** By scope, as `scopeKey` names it. */
  readonly folded: Readonly<Record<string, FoldedExposures>>;
  /** By campaign. */
  readonly places: Readonly<Record<string, Place>>;
  /** The latest time that was seen here: a clock that steps back frees nothing. */
  readonly newestAt: number;
}

export const EMPTY_LEDGER: Ledger = { exposures: [], folded: {}, places: {}, newestAt: 0 };

/** The place in a campaign's sequence; undefined before its first step. `constructor` is a campaign's id too. */
export const placeIn = ({ places }: Pick<Ledger, "places">, campaign: string): Place | undefined =>
  Object.hasOwn(places, campaign) ? places[campaign] : undefined;

/** The present, unless the clock stepped back. */
export const presentIn = ({ newestAt }: Ledger, now: number): number => Math.max(newestAt, now);

const NOTHING_FOLDED: FoldedExposures = { reserved: 0, rendered: 0, viewable: 0, until: 0 };

const foldInto = (folded: Record<string, FoldedExposures>, exposure: Exposure): void => {
  const { reservedAt, renderedAt, viewableAt } = exposure;
  for (const scope of CapScope.options) {
    const key = scopeKey(scope, exposure);
    const { reserved, rendered, viewable, until } = folded[key] ?? NOTHING_FOLDED;
    folded[key] = {
      reserved: reserved + 1,
      rendered: rendered + (renderedAt === null ? 0 : 1),
      viewable: viewable + (viewableAt === null ? 0 : 1),
      until: Math.max(until, reservedAt, renderedAt ?? 0, viewableAt ?? 0),
    };
  }
};

/** Counters take over the oldest exposures that can change no more, beyond a bound. */
const foldOldest = (ledger: Ledger, now: number): Ledger => {
  const excess = ledger.exposures.length - EXPOSURES_MAX;
  if (excess <= 0) return ledger;
  const gone = new Set(ledger.exposures.filter((exposure) => !isLive(exposure, now)).slice(0, excess));
  const folded = { ...ledger.folded };
  for (const exposure of gone) foldInto(folded, exposure);
  return { ...ledger, exposures: ledger.exposures.filter((exposure) => !gone.has(exposure)), folded };
};

/** Takes in a new exposure. `now` is not before `newestAt`. */
export const reserve = (ledger: Ledger, exposure: Exposure, now: number): Ledger =>
  foldOldest({ ...ledger, exposures: [...ledger.exposures, exposure], newestAt: now }, now);

/** A reservation that holds from now on. */
export const newReservation = (
  candidate: Candidate,
  id: string,
  now: number,
  probability: number | null = null,
): Exposure => ({
  ...candidate,
  id,
  reservedAt: now,
  expiresAt: now + RESERVATION_LIFE_MS,
  renderedAt: null,
  viewableAt: null,
  clickedAt: null,
  isGhost: false,
  probability,
});

/** What a holdout would have been shown: nobody confirms it, so it counts at once. */
export const newGhost = (
  candidate: Candidate,
  id: string,
  now: number,
  probability: number | null = null,
): Exposure => ({
  ...newReservation(candidate, id, now, probability),
  expiresAt: now,
  renderedAt: now,
  viewableAt: now,
  isGhost: true,
});

const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

const uniteReports = (
  { reports: ours }: Exposure,
  { reports: theirs }: Exposure,
): Pick<Exposure, "reports"> =>
  theirs === undefined ? {} : { reports: [...new Set([...(ours ?? []), ...theirs])] };

/** Two states of one exposure: whatever happened on either side happened. */
const uniteExposures = (ours: Exposure, theirs: Exposure): Exposure => ({
  ...ours,
  ...uniteReports(ours, theirs),
  expiresAt: Math.max(ours.expiresAt, theirs.expiresAt),
  renderedAt: earlier(ours.renderedAt, theirs.renderedAt),
  viewableAt: earlier(ours.viewableAt, theirs.viewableAt),
  clickedAt: earlier(ours.clickedAt, theirs.clickedAt),
});

const uniteFolded = (ours: Ledger["folded"], theirs: Ledger["folded"]): Ledger["folded"] => {
  const united = { ...ours };
  for (const [key, their] of Object.entries(theirs)) {
    const our = united[key] ?? NOTHING_FOLDED;
    united[key] = {
      reserved: our.reserved + their.reserved,
      rendered: our.rendered + their.rendered,
      viewable: our.viewable + their.viewable,
      until: Math.max(our.until, their.until),
    };
  }
  return united;
};

const unitePlaces = (ours: Ledger["places"], theirs: Ledger["places"]): Ledger["places"] => {
  const newer = Object.entries(theirs).filter(
    ([campaign, { at }]) => at > (placeIn({ places: ours }, campaign)?.at ?? -1),
  );
  return { ...ours, ...Object.fromEntries(newer) };
};

/** The ledgers of two profiles that turn out to be one person's: each exposure once, reservations of both sides go on. */
export const uniteLedgers = (ours: Ledger, theirs: Ledger): Ledger => {
  if (theirs === EMPTY_LEDGER || ours === EMPTY_LEDGER) return ours === EMPTY_LEDGER ? theirs : ours;
  const byId = new Map(ours.exposures.map((exposure) => [exposure.id, exposure]));
  for (const exposure of theirs.exposures) {
    const known = byId.get(exposure.id);
    byId.set(exposure.id, known === undefined ? exposure : uniteExposures(known, exposure));
  }
  const newestAt = Math.max(ours.newestAt, theirs.newestAt);
  const united: Ledger = {
    exposures: [...byId.values()].toSorted((a, b) => a.reservedAt - b.reservedAt),
    folded: uniteFolded(ours.folded, theirs.folded),
    places: unitePlaces(ours.places, theirs.places),
    newestAt,
  };
  return foldOldest(united, newestAt);
};

/** When the oldest thing happened that a ledger still knows of; Infinity where it knows nothing. Counters know their last. */
export const oldestExposure = ({ exposures, folded, places }: Ledger): number =>
  Math.min(
    exposures[0]?.reservedAt ?? Infinity,
    ...Object.values(folded).map(({ until }) => until),
    ...Object.values(places).map(({ at }) => at),
  );

/** A ledger without what happened before a time; the same one where nothing did. Counters that reach back so far go whole. */
export const trimLedger = (ledger: Ledger, before: number): Ledger => {
  const exposures = ledger.exposures.filter(({ reservedAt }) => reservedAt >= before);
  const folded = Object.entries(ledger.folded).filter(([, { until }]) => until >= before);
  const places = Object.entries(ledger.places).filter(([, { at }]) => at >= before);
  const isSame =
    exposures.length === ledger.exposures.length &&
    folded.length === Object.keys(ledger.folded).length &&
    places.length === Object.keys(ledger.places).length;
  if (isSame) return ledger;
  return {
    ...ledger,
    exposures,
    folded: Object.fromEntries(folded),
    places: Object.fromEntries(places),
  };
};
