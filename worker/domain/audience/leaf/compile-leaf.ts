import type { ConsentLeaf, Leaf } from "../../../../schemas/audience.ts";
import type { AudienceSettings } from "../../../../schemas/site.ts";
import { compileEventLeaf } from "../event-leaf/compiled-event-leaf.ts";
import { trackEventLeaf } from "../event-leaf/track-event-leaf.ts";
import { compileProfileLeaf } from "../profile-leaf/compile-profile-leaf.ts";
import { compileSequence } from "../sequence/compiled-sequence.ts";
import { trackSequence } from "../sequence/track-sequence.ts";
import { complement } from "../timeline.ts";
import { type CompiledLeaf, constantTracker } from "./compiled-leaf.ts";

/** Leaves that look at the profile itself, not at another audience. */
export type OwnLeaf = Exclude<Leaf, { audience: string }>;

const compileConsentLeaf = ({ consent, is }: ConsentLeaf): CompiledLeaf => ({
  reads: () => false,
  onlyType: null,
  track: ({ traits }) => {
    const granted = traits.consent[consent];
    return constantTracker(is === "granted" ? granted : complement(granted));
  },
});

export const compileLeaf = (leaf: OwnLeaf, settings: AudienceSettings): CompiledLeaf => {
  if ("event" in leaf) return trackEventLeaf(compileEventLeaf(leaf));
  if ("sequence" in leaf) return trackSequence(compileSequence(leaf));
  if ("profile" in leaf) return compileProfileLeaf(leaf, settings);
  return compileConsentLeaf(leaf);
};
