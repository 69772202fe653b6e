import { html } from "hono/html";
import { NOTICE_LANGUAGES, type NoticeLanguage, NOTICES } from "../../../schemas/notice/notices.ts";
import type { Explained } from "../../../schemas/notice/notice-words.ts";
import { VisitorPageQuery } from "../../../schemas/visitor-page.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { confirmedContact } from "../../crypto/confirmation-token.ts";
import { addressOf } from "../../domain/identity/profile-id.ts";
import { isInLayout } from "../../domain/identity/shard-layout.ts";
import { type HttpContext, openSite, type SiteContext } from "../context.ts";
import { languageAmong } from "../language.ts";
import { visitorOf } from "../visitor-cookie.ts";
import { requireOwnPage } from "../visitor-page/own-page.ts";
import { answerPage } from "../visitor-page/page-answer.ts";
import { documentOf, type Html, type PageFrame } from "../visitor-page/page-html.ts";
import { fill } from "../visitor-page/page-model.ts";

/** The contact whose address a link confirms; null where the link is none of this site's. */
const contactIn = (c: HttpContext, { secrets, snapshot }: SiteContext): string | null => {
  const contact = confirmedContact(secrets.confirmation, c.req.param("token") ?? "");
  const address = contact === null ? null : addressOf(contact);
  return address !== null && isInLayout(address, snapshot.layout) ? contact : null;
};

const frameOf = ({ snapshot }: SiteContext, title: string, language: NoticeLanguage): PageFrame => ({
  language,
  words: NOTICES[language].page,
  title: fill(title, { site: snapshot.configuration.name }),
  policy: snapshot.configuration.consent.policy_url,
});

const languageOf = (c: HttpContext): NoticeLanguage => {
  const { lang } = VisitorPageQuery.parse(c.req.query());
  const asked = NOTICE_LANGUAGES.find((language) => language === lang);
  return asked ?? languageAmong(c.req.raw, NOTICE_LANGUAGES) ?? NOTICE_LANGUAGES[0];
};

const said = (frame: PageFrame, { text }: Explained, more: Html | "" = ""): Html =>
  documentOf(
    frame,
    html`<h1>${frame.title}</h1>
      <p role="status">${text}</p>
      ${more}`,
  );

const answer = async (
  c: HttpContext,
  site: SiteContext,
  kind: "ask" | "done" | "invalid",
): Promise<Response> => {
  const language = languageOf(c);
  const words = NOTICES[language].confirm;
  const frame = frameOf(site, words[kind].title, language);
  const button = html`<form method="post" action="?lang=${language}">
    <p class="buttons"><button>${words.button}</button></p>
  </form>`;
  const page = await answerPage(said(frame, words[kind], kind === "ask" ? button : ""));
  return kind === "invalid" ? new Response(page.body, { status: 404, headers: page.headers }) : page;
};

/** `GET /h/{site}/v/{token}`: asks. Mail scanners open every link, so that opening it confirms nothing. */
export const showConfirmation = async (c: HttpContext): Promise<Response> => {
  const site = await openSite(c);
  return answer(c, site, contactIn(c, site) === null ? "invalid" : "ask");
};

/** `POST /h/{site}/v/{token}`: the address is its owner's, and so is the browser that it was confirmed in. */
export const confirmAddress = async (c: HttpContext): Promise<Response> => {
  requireOwnPage(c.req.raw);
  const site = await openSite(c);
  const { snapshot, secrets } = site;
  const contact = contactIn(c, site);
  const isKnown =
    contact !== null &&
    (await shardOfProfile(c.env, snapshot.id, contact).confirmContact(contact, snapshot.version));
  if (contact === null || !isKnown) return answer(c, site, "invalid");
  const visitor = visitorOf(c.req.raw, snapshot.id, secrets);
  const address = visitor === null ? null : addressOf(visitor);
  if (visitor !== null && address !== null && isInLayout(address, snapshot.layout)) {
    await shardOfProfile(c.env, snapshot.id, visitor).vouch(visitor, contact, snapshot.version);
  }
  return answer(c, site, "done");
};
