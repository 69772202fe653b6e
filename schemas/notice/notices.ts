import { DE } from "./de.ts";
import { EN } from "./en.ts";
import { ES } from "./es.ts";
import { FR } from "./fr.ts";
import { IT } from "./it.ts";
import type { NoticeWords } from "./notice-words.ts";
import { PT } from "./pt.ts";

/**
 * Version of what banner and page say, for consent records: the day on which their meaning changed last. A better wording
 * of the same meaning changes the banner's hash and not this.
 */
export const NOTICE_VERSION = "2026-11-25";

/** Languages of the banner and of the visitor's own page, primary subtags of BCP 47. The first is for everybody else. */
export const NOTICE_LANGUAGES = ["en", "de", "fr", "es", "it", "pt"] as const;
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

export const NOTICES: Readonly<Record<NoticeLanguage, NoticeWords>> = {
  en: EN,
  de: DE,
  fr: FR,
  es: ES,
  it: IT,
  pt: PT,
};
