import type { BannerSettings, KeptChoiceSettings } from "../../../schemas/banner-settings.ts";
import type { RegionRule } from "../../../schemas/consent.ts";
import { keptChoice } from "../sender/choice-cookie.ts";
import type { SiteContext } from "../context.ts";
import { hasGlobalPrivacyControl } from "../sender/region.ts";
import type { SnippetBundle } from "./snippet.ts";

/** Which banner this build serves: what a consent record names. */
export interface BannerVersion {
  /** Of code, style and words in all languages. */
  readonly hash: string;
  /** Of what it says: the day on which the meaning of the words changed last. */
  readonly notice: string;
  /** Served file by language; each carries a hash of its content. */
  readonly names: Readonly<Record<string, string>>;
}

/** What the script has behind the snippet, for this request; `isPersonal` where nobody else may be handed the same. */
export interface Appendix {
  readonly lines: readonly string[];
  readonly isPersonal: boolean;
}

/** What belongs to one request is handed over behind the snippet, so that it costs no page a byte that does not need it. */
export const appendixOf = (
  request: Request,
  { snapshot, now }: SiteContext,
  rule: RegionRule,
  bundle: SnippetBundle,
): Appendix => {
  const { banner: hasBanner, policy_url: policy } = snapshot.configuration.consent;
  const lines: string[] = [];
  const kept = keptChoice(request, snapshot.id);
  if (kept !== null) {
    const { consent, at } = kept;
    const settings: KeptChoiceSettings = { site: snapshot.id, consent, age: now - at };
    lines.push(bundle.wrapKeptChoice(JSON.stringify(settings)));
  }
  // Where visitors may object rather than agree, it comes only when it is asked for.
  if (hasBanner && rule.mode !== "off") {
    const gpc = rule.gpc === "honour";
    const settings: BannerSettings = { policy, gpc, signal: hasGlobalPrivacyControl(request) };
    lines.push(bundle.wrapBanner(JSON.stringify(settings)));
  }
  return { lines, isPersonal: kept !== null };
};
