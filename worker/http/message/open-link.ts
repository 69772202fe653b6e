import { LINK_TOKEN_MAX_LENGTH } from "../../../schemas/limits-outreach.ts";
import { NOTICES } from "../../../schemas/notice/notices.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { readLink } from "../../crypto/link-token.ts";
import type { Hit } from "../../domain/outreach/hits.ts";
import type { MessageLink } from "../../domain/outreach/message-ref.ts";
import { html } from "hono/html";
import { type HttpContext, openSite, type SiteContext } from "../context.ts";
import { isOurs } from "../shards/our-profile.ts";
import { answerPage } from "../visitor-page/page-answer.ts";
import { documentOf } from "../visitor-page/page-html.ts";
import { pageLanguage } from "../visitor-page/page-language.ts";

/** A request that came by a link of a message. */
export interface Followed {
  readonly site: SiteContext;
  /** Null where the token is none of this site's. */
  readonly link: MessageLink | null;
}

/** The site and the link that a request names. */
export const openLink = async (c: HttpContext): Promise<Followed> => {
  const site = await openSite(c);
  const token = c.req.param("token") ?? "";
  const link = token.length > LINK_TOKEN_MAX_LENGTH ? null : readLink(site.secrets.link, token);
  const contact = link?.kind === "cart" ? link.contact : link?.ref.contact;
  return { site, link: contact !== undefined && isOurs(contact, site.snapshot, "contact") ? link : null };
};

/** Tells the contact's shard. Whoever follows a link gets there even where that fails. */
export const tellHit = async (c: HttpContext, { snapshot }: SiteContext, hit: Hit): Promise<void> => {
  try {
    await shardOfProfile(c.env, snapshot.id, hit.ref.contact).hearHit(hit, snapshot.version);
  } catch {
    // One figure less is better than a link that does not work.
  }
};

/** 404 for people: the link was changed, or leads to nobody. */
export const unknownLink = (c: HttpContext, { snapshot }: SiteContext): Promise<Response> => {
  const language = pageLanguage(c);
  const { messages, page } = NOTICES[language];
  const { title, text } = messages.unknown;
  const policy = snapshot.configuration.consent.policy_url;
  const main = html`<h1>${title}</h1>
    <p>${text}</p>`;
  return answerPage(documentOf({ language, title, policy, words: page }, main), [], 404);
};
