import { mergeChoices } from "../consent/choices.ts";
import type { SinceMerge } from "../merge-rpc.ts";
import type { SiteRules } from "../site-rules.ts";
import type { Taken } from "./give-back.ts";
import { withoutTraits } from "./known-traits.ts";
import { NO_ENTRIES, type Profile } from "./profile.ts";
import { consentOf } from "./standings.ts";
import { leavesNothing, withdraw } from "./withdraw.ts";

/**
 * The original of a merged contact without what no purpose holds any more, by what was refused since; itself where nothing
 * was. What it had chosen stays: a reversal says with proof what became of it.
 */
export const purgeOriginal = (
  original: Profile,
  { choices: refused }: Pick<SinceMerge, "choices">,
  rules: SiteRules,
  now: number,
): Profile => {
  const choices = mergeChoices(original.head.choices, refused);
  if (choices === original.head.choices) return original;
  const granted = consentOf({ ...original.head, choices }, rules, now);
  const head = leavesNothing(choices, granted) ? withoutTraits(original.id, original.head) : original.head;
  return {
    ...original,
    head: { ...head, standings: {}, entries: NO_ENTRIES },
    history: withdraw(original.history, choices, granted),
  };
};

const within = <T>(record: Readonly<Record<string, T>>, names: object): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => Object.hasOwn(names, name)));

const among = (ids: readonly string[], left: Iterable<string>): readonly string[] => {
  const known = new Set(left);
  return ids.filter((id) => known.has(id));
};

/** What a merge brought, as far as the contact that took it over still has it. */
export const stillTaken = (taken: Taken, { history }: Profile): Taken => {
  const { log, touches, folded, ledger, outreach } = history;
  return {
    ...taken,
    events: among(
      taken.events,
      log.map(({ id }) => id),
    ),
    touches: among(
      taken.touches,
      touches.map(({ event }) => event),
    ),
    folded: within(taken.folded, folded),
    exposures: among(
      taken.exposures,
      ledger.exposures.map(({ id }) => id),
    ),
    foldedExposures: within(taken.foldedExposures, ledger.folded),
    attributes: within(taken.attributes, outreach.attributes),
    push: among(
      taken.push,
      outreach.push.map(({ id }) => id),
    ),
    journeys: among(
      taken.journeys,
      outreach.journeys.instances.map(({ id }) => id),
    ),
  };
};
