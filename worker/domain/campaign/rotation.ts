import type { CampaignDefinition, Creative } from "../../../schemas/campaign.ts";
import type { Place } from "./ledger.ts";

const isInDates = ({ start, end }: Pick<Creative, "start" | "end">, now: number): boolean =>
  (start === null || now >= start) && (end === null || now < end);

/** Whether a campaign runs at `now`. */
export const isRunning = (campaign: CampaignDefinition, now: number): boolean =>
  campaign.status === "live" && isInDates(campaign, now);

/** Campaigns that run at `now` in one of some placements. */
export const runningIn = <One extends { readonly definition: CampaignDefinition }>(
  campaigns: readonly One[],
  placements: readonly string[],
  now: number,
): One[] =>
  campaigns.filter(
    ({ definition }) =>
      isRunning(definition, now) && definition.placements.some((placement) => placements.includes(placement)),
  );

/**
 * Where the sequence goes on, however it was edited since: behind the furthest step that was seen, so that none comes twice;
 * one that loops behind the step that was seen last.
 */
const nextIndex = ({ creatives, end_policy }: CampaignDefinition, place: Place | undefined): number => {
  const indexes = (place?.seen ?? [])
    .map((seen) => creatives.findIndex(({ id }) => id === seen))
    .filter((index) => index >= 0);
  return (end_policy === "loop" ? (indexes.at(-1) ?? -1) : Math.max(-1, ...indexes)) + 1;
};

/** The steps of a sequence in the order in which they may come next. */
const stepsFrom = (campaign: CampaignDefinition, place: Place | undefined): readonly Creative[] => {
  const { creatives, end_policy, on_capped_step } = campaign;
  const index = nextIndex(campaign, place);
  const ahead = creatives.slice(index);
  const steps = {
    stop: ahead,
    loop: [...ahead, ...creatives.slice(0, index)],
    last: ahead.length > 0 ? ahead : creatives.slice(-1),
  }[end_policy];
  return on_capped_step === "wait" ? steps.slice(0, 1) : steps;
};

/**
 * By share, the same for a profile as long as the shares are; then the others, so that one that is capped has a stand-in.
 * `draw` is in [0, 1).
 */
const byWeight = (creatives: readonly Creative[], draw: number): readonly Creative[] => {
  const weighty = creatives.filter(({ weight }) => weight > 0);
  const total = weighty.reduce((sum, { weight }) => sum + weight, 0);
  let rest = draw * total;
  const drawn = weighty.findIndex(({ weight }) => (rest -= weight) < 0);
  const first = Math.max(drawn, 0);
  return [...weighty.slice(first), ...weighty.slice(0, first)];
};

/** The creatives that may be shown next, the preferred one first; of a bandit all, in no order. */
export const rotate = (
  campaign: CampaignDefinition,
  place: Place | undefined,
  draw: number,
  now: number,
): readonly Creative[] => {
  const areInDates = (creatives: readonly Creative[]): readonly Creative[] =>
    creatives.filter((creative) => isInDates(creative, now));
  switch (campaign.rotation) {
    case "weighted":
      return byWeight(areInDates(campaign.creatives), draw);
    case "sequential":
      return areInDates(stepsFrom(campaign, place));
    case "bandit":
      return areInDates(campaign.creatives);
  }
};
