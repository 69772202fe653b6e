import type { ConsentSource, Purpose, RegionRule, RequestRegion } from "../../../schemas/consent.ts";
import type { NoticeLanguage } from "../../../schemas/notice/notices.ts";
import { NOTICES } from "../../../schemas/notice/notices.ts";
import type { Explained, PageWords } from "../../../schemas/notice/notice-words.ts";
import { AD_PURPOSES, type Choice, type Choices, MESSAGING_PURPOSES } from "../../domain/consent/choices.ts";
import { effectiveConsent } from "../../domain/consent/effective.ts";
import type { SiteContext } from "../context.ts";
import type { BrowserRecord } from "./browser-record.ts";

/** One purpose on the page. */
export interface ChoiceRow extends Explained {
  readonly purpose: Purpose;
  /** What was chosen; null where nothing was. */
  readonly state: "granted" | "denied" | null;
  /** When and where it was chosen, or what holds meanwhile. */
  readonly note: string;
  /** A signal of the browser has decided: there is nothing to choose. */
  readonly isHeld: boolean;
}

/** Everything the page says, in the visitor's language. */
export interface PageModel {
  readonly language: NoticeLanguage;
  readonly words: PageWords;
  readonly title: string;
  readonly policy: string | null;
  /** What the visitor just did came to; null where nothing was done. */
  readonly news: string | null;
  readonly kind: BrowserRecord["kind"];
  /** Labels and values of what is stored. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly rule: string;
  /** What becomes of Global Privacy Control; null where the browser does not send it. */
  readonly signal: string | null;
  readonly rows: readonly ChoiceRow[];
}

export interface PageInput {
  readonly site: SiteContext;
  readonly language: NoticeLanguage;
  readonly region: RequestRegion;
  readonly gpc: boolean;
  readonly record: BrowserRecord;
  readonly choices: Choices;
}

/** Puts values where a text has their names in braces. */
export const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

const SOURCE_WORDS: Readonly<Record<ConsentSource, keyof PageWords["sources"]>> = {
  banner: "banner",
  page: "page",
  tcf: "tool",
  gpp: "tool",
  google: "tool",
  gpc: "signal",
  api: "site",
  operator: "site",
};

/** A time in the words of a language, by the site's own clock. */
export const timeIn = (language: NoticeLanguage, at: number, { snapshot }: SiteContext): string =>
  new Intl.DateTimeFormat(language, {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: snapshot.configuration.timezone,
  }).format(at);

const regionName = (
  language: NoticeLanguage,
  { country, subdivision }: RequestRegion,
  words: PageWords,
): string => {
  if (country === null) return words.unknownRegion;
  const name = new Intl.DisplayNames(language, { type: "region" }).of(country) ?? country;
  return subdivision === null ? name : `${name} (${country}-${subdivision})`;
};

/** Purposes that can be chosen here: those of browsers, and of messages where something was chosen before. */
export const purposesOnPage = (choices: Choices): Purpose[] => [
  "analytics_storage",
  ...AD_PURPOSES,
  ...MESSAGING_PURPOSES.filter((purpose) => choices[purpose] !== undefined),
];

const rowsOf = (input: PageInput, rule: RegionRule, words: PageWords): ChoiceRow[] => {
  const { language, site, gpc, choices, record } = input;
  const unset = effectiveConsent(rule, {}, gpc);
  const held = heldPurposes(input, rule);
  const noteOf = (purpose: Purpose, choice: Choice | undefined): string => {
    if (choice === undefined && record.kind === "linked") return words.unshown;
    if (choice === undefined) return unset[purpose] ? words.unsetGrant : words.unsetDenial;
    return fill(choice.state === "granted" ? words.chosenGrant : words.chosenDenial, {
      time: timeIn(language, choice.at, site),
      source: words.sources[SOURCE_WORDS[choice.source]],
    });
  };
  return purposesOnPage(choices).map((purpose) => {
    const isHeld = held.includes(purpose);
    const choice = choices[purpose];
    return {
      purpose,
      ...words.purposes[purpose],
      state: choice?.state ?? null,
      note: isHeld ? words.offBySignal : noteOf(purpose, choice),
      isHeld,
    };
  });
};

const isSignalHonoured = (gpc: boolean, rule: RegionRule): boolean => gpc && rule.gpc === "honour";

/** Purposes that Global Privacy Control has switched off: nothing else can be chosen for them. */
export const heldPurposes = (
  { gpc, choices }: Pick<PageInput, "gpc" | "choices">,
  rule: RegionRule,
): readonly Purpose[] =>
  isSignalHonoured(gpc, rule) ? AD_PURPOSES.filter((purpose) => !isOverridden(choices[purpose])) : [];

/** Granted in spite of the signal: saying so again is no news. */
export const isOverridden = (choice: Choice | undefined): boolean => choice?.overridesGpc === true;

/** What becomes of Global Privacy Control, in words; null where the browser does not send it. */
const signalIn = (words: PageWords, input: PageInput, rule: RegionRule): string | null => {
  if (!input.gpc) return null;
  if (!isSignalHonoured(input.gpc, rule)) return words.ignored;
  return heldPurposes(input, rule).length < AD_PURPOSES.length ? words.overridden : words.honoured;
};

const factsOf = ({ record, language, site }: PageInput, words: PageWords): PageModel["facts"] => {
  if (record.kind !== "visitor") return [];
  const { view, audiences } = record;
  const folded = Object.values(view.folded).reduce((sum, { count }) => sum + count, 0);
  const names = audiences.map(({ name }) => name);
  return [
    [words.first, timeIn(language, view.first_seen_at, site)],
    [words.last, timeIn(language, view.last_seen_at, site)],
    [words.events, new Intl.NumberFormat(language).format(view.events.length + folded)],
    [words.audiences, names.length === 0 ? words.none : new Intl.ListFormat(language).format(names)],
  ];
};

/** What the page says to this browser. */
export const pageModel = (input: PageInput, news: string | null): PageModel => {
  const { site, language, region, record } = input;
  const { configuration } = site.snapshot;
  const words = NOTICES[language].page;
  const rule = site.rules.ruleFor(region, site.now);
  const sentence = { "opt-in": words.optIn, "opt-out": words.optOut, off: words.off }[rule.mode];
  return {
    language,
    words,
    title: fill(words.title, { site: configuration.name }),
    policy: configuration.consent.policy_url,
    news,
    kind: record.kind,
    facts: factsOf(input, words),
    rule: fill(sentence, { region: regionName(language, region, words) }),
    signal: signalIn(words, input, rule),
    rows: rowsOf(input, rule, words),
  };
};
