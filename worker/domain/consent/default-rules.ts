import type { RegionRule } from "../../../schemas/consent.ts";

type Settings = Pick<RegionRule, "mode" | "cookie_days" | "reask_days" | "retention_days">;

/**
 * 395 days of cookie: 13 months, the most that CNIL allows a measuring cookie. 184 days until the next question: six months,
 * which the Italian Garante demands and CNIL recommends. 400 days of events: below the 25 months of CNIL.
 */
const ASKED: Settings = { mode: "opt-in", cookie_days: 395, reask_days: 184, retention_days: 400 };
/** The ICO expects consent to be refreshed within six to twelve months. */
const BRITISH: Settings = { ...ASKED, cookie_days: 365 };
/** Twelve months until somebody who opted out may be asked again: 11 CCR § 7028. Events as long as a rule can look back. */
const AMERICAN: Settings = { mode: "opt-out", cookie_days: 395, reask_days: 365, retention_days: 540 };
const TOLD: Settings = { mode: "opt-out", cookie_days: 395, reask_days: 184, retention_days: 400 };

const rule = (region: string, settings: Settings): RegionRule => ({
  region,
  gpc: "honour",
  purposes: {},
  effective_at: null,
  ...settings,
});

/** States whose law makes a universal opt-out signal binding, as of November 2026. */
const SIGNAL_STATES = ["CA", "CO", "CT", "DE", "MD", "MN", "MT", "NE", "NH", "NJ", "OR", "TX"];

/**
 * What a new site starts with, everywhere with Global Privacy Control honoured. The laws behind each line, with their
 * sources, stand in docs/consent-rules.md.
 */
export const DEFAULT_REGION_RULES: readonly RegionRule[] = [
  rule("*", ASKED),
  rule("EEA", ASKED),
  rule("UK", BRITISH),
  rule("CH", ASKED),
  rule("CA-QC", ASKED),
  ...["BR", "IN", "KR", "TH", "TR", "ZA"].map((country) => rule(country, ASKED)),
  rule("US", AMERICAN),
  ...SIGNAL_STATES.map((state) => rule(`US-${state}`, AMERICAN)),
  ...["AU", "CA", "JP", "NZ"].map((country) => rule(country, TOLD)),
];
