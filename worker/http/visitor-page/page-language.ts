import { NOTICE_LANGUAGES, type NoticeLanguage } from "../../../schemas/notice/notices.ts";
import { VisitorPageQuery } from "../../../schemas/visitor-page.ts";
import type { HttpContext } from "../context.ts";
import { languageAmong } from "../sender/language.ts";

/** The language that a page is asked for in, or the first that the browser reads. */
export const pageLanguage = (c: HttpContext): NoticeLanguage => {
  const { lang } = VisitorPageQuery.parse(c.req.query());
  const asked = NOTICE_LANGUAGES.find((language) => language === lang);
  return asked ?? languageAmong(c.req.raw, NOTICE_LANGUAGES) ?? NOTICE_LANGUAGES[0];
};
