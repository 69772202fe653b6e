import { html } from "hono/html";
import { type NoticeLanguage, NOTICES } from "../../../schemas/notice/notices.ts";
import type { Explained } from "../../../schemas/notice/notice-words.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { confirmedContact } from "../../crypto/confirmation-token.ts";
import { type HttpContext, openSite, type SiteContext } from "../context.ts";
import { isOurs } from "../shards/our-profile.ts";
import { visitorOf } from "../sender/visitor-cookie.ts";
import { requireOwnPage } from "../visitor-page/own-page.ts";
import { answerPage } from "../visitor-page/page-answer.ts";
import { documentOf, type Html, type PageFrame } from "../visitor-page/page-html.ts";
import { pageLanguage } from "../visitor-page/page-language.ts";
import { fill } from "../visitor-page/page-model.ts";

/** The contact whose address a link confirms; null where the link is none of this site's. */
const contactIn = (c: HttpContext, { secrets, snapshot }: SiteContext): string | null => {
  const contact = confirmedContact(secrets.confirmation, c.req.param("token") ?? "");
  return contact !== null && isOurs(contact, snapshot, "contact") ? contact : null;
};

const frameOf = ({ snapshot }: SiteContext, title: string, language: NoticeLanguage): PageFrame => ({
  language,
  words: NOTICES[language].page,
  title: fill(title, { site: snapshot.configuration.name }),
  policy: snapshot.configuration.consent.policy_url,
});

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
  const language = pageLanguage(c);
  const words = NOTICES[language].confirm;
  const frame = frameOf(site, words[kind].title, language);
  const button = html`<form method="post" action="?lang=${language}">
    <p class="buttons"><button>${words.button}</button></p>
  </form>`;
  const page = said(frame, words[kind], kind === "ask" ? button : "");
  return answerPage(page, [], kind === "invalid" ? 404 : 200);
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
  if (visitor !== null && isOurs(visitor, snapshot)) {
    await shardOfProfile(c.env, snapshot.id, visitor).vouch(visitor, contact, snapshot.version);
  }
  return answer(c, site, "done");
};
