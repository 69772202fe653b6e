import { effectiveConsent } from "../../domain/consent/effective.ts";
import { type ConversionUse, mayForward } from "../../domain/conversion/conversion-gate.ts";
import { destinationOfChannel } from "../../domain/destination/destination-parts.ts";
import type { Applied } from "../../domain/profile/applied.ts";
import type { SiteRules } from "../../domain/site-rules.ts";
import type { ShardState } from "../shard-state.ts";

const EVERY_USE: readonly ConversionUse[] = ["ads", "analytics"];

/** Drops what waits of a profile for uses that it withdrew its consent to. Returns how many messages that were. */
export const cancelConversions = (
  { outbox, conversionResults }: ShardState,
  { profile, consent }: Pick<Applied, "profile" | "consent">,
  rules: SiteRules,
  now: number,
): number => {
  if (profile === null || consent === null) return 0;
  const { id, head } = profile;
  const rule = rules.ruleFor(head.region, now);
  const before = effectiveConsent(rule, consent.before.choices, consent.before.gpc);
  const after = effectiveConsent(rule, head.choices, head.gpc);
  const lost = EVERY_USE.filter((use) => mayForward(use, before) && !mayForward(use, after));
  if (lost.length === 0) return 0;
  const channels = outbox.cancelConversions(id, lost);
  for (const channel of channels) conversionResults.add(destinationOfChannel(channel), "cancelled");
  return channels.length;
};
