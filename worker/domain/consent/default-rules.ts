import type { RegionRule } from "../../../schemas/consent.ts";

const rule = (region: string, mode: RegionRule["mode"]): RegionRule => ({
  region,
  mode,
  gpc: "honour",
  purposes: {},
  cookie_days: 395,
  reask_days: 180,
  retention_days: 400,
  effective_at: null,
});

/**
 * What a new site starts with. EEA: ePrivacy Directive 5(3) and GDPR. GB: PECR. CH: Google's EU user consent policy.
 * CA-QC: Law 25 s. 8.1. BR: ANPD cookie guide 2022. US: state laws, all with Global Privacy Control honoured.
 * Everywhere else opt-in, until the site's own counsel says otherwise.
 */
export const DEFAULT_REGION_RULES: readonly RegionRule[] = [
  rule("*", "opt-in"),
  rule("EEA", "opt-in"),
  rule("GB", "opt-in"),
  rule("CH", "opt-in"),
  rule("BR", "opt-in"),
  rule("US", "opt-out"),
  rule("CA", "opt-out"),
  rule("CA-QC", "opt-in"),
  rule("JP", "opt-out"),
  rule("AU", "opt-out"),
  rule("NZ", "opt-out"),
];
