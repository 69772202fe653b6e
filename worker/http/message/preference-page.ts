import { PREFERENCE_FORM_MAX_BYTES } from "../../../schemas/limits-outreach.ts";
import { NOTICES } from "../../../schemas/notice/notices.ts";
import { PreferenceForm } from "../../../schemas/preference-page.ts";
import type { Preferences, PreferencesView } from "../../domain/messaging-rpc.ts";
import type { MessageLink } from "../../domain/outreach/message-ref.ts";
import { shardOfProfile } from "../../configuration/objects.ts";
import { parse, readText } from "../body.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { answerPage } from "../visitor-page/page-answer.ts";
import { pageLanguage } from "../visitor-page/page-language.ts";
import { openLink, unknownLink } from "./open-link.ts";
import { NAMED_MEDIA, type NamedMedium, preferencePage } from "./preference-html.ts";

type PreferenceLink = Extract<MessageLink, { kind: "preferences" }>;
type Wanted = Pick<Preferences, "media" | "topics">;

const mediumOf = ({ ref: { medium } }: PreferenceLink): NamedMedium | null =>
  medium === "webhook" ? null : medium;

const readPreferences = (
  c: HttpContext,
  { snapshot }: SiteContext,
  { ref }: PreferenceLink,
): Promise<PreferencesView | null> =>
  shardOfProfile(c.env, snapshot.id, ref.contact).preferences(ref.contact, snapshot.version);

const write = (
  c: HttpContext,
  { snapshot }: SiteContext,
  { ref }: PreferenceLink,
  wanted: Wanted,
): Promise<void> =>
  shardOfProfile(c.env, snapshot.id, ref.contact).setPreferences(
    ref.contact,
    { ...wanted, source: "page", message: ref },
    snapshot.version,
  );

const answer = async (
  c: HttpContext,
  site: SiteContext,
  link: PreferenceLink,
  news: string | null,
): Promise<Response> => {
  const preferences = await readPreferences(c, site, link);
  if (preferences === null) return unknownLink(c, site);
  const { snapshot } = site;
  const language = pageLanguage(c);
  return answerPage(preferencePage({ snapshot, language, preferences, medium: mediumOf(link), news }));
};

/** `GET /h/{site}/u/{token}`: what the contact gets. It changes nothing: scanners follow every link of a message. */
export const showPreferences = async (c: HttpContext): Promise<Response> => {
  const { site, link } = await openLink(c);
  return link?.kind === "preferences" ? answer(c, site, link, null) : unknownLink(c, site);
};

/** A form in either of the two encodings that RFC 8058 names; each name with all its values. */
const readForm = async (request: Request): Promise<PreferenceForm> => {
  const type = request.headers.get("content-type") ?? "application/x-www-form-urlencoded";
  const text = await readText(request, PREFERENCE_FORM_MAX_BYTES);
  const form = await new Response(text, { headers: { "content-type": type } }).formData().catch(() => {
    throw new Refusal("body_malformed");
  });
  const fields = Object.fromEntries([...form.keys()].map((name) => [name, form.getAll(name)]));
  return parse(PreferenceForm, fields, "body_invalid");
};

/** What a mail program's button ends: what the message is about, or all messages of its kind. */
const farewell = (link: PreferenceLink, { snapshot }: SiteContext): Wanted => {
  const isTopic = snapshot.configuration.messaging.topics.some(({ id }) => id === link.topic);
  return isTopic && link.topic !== null
    ? { media: {}, topics: { [link.topic]: false } }
    : { media: { [link.ref.medium]: false }, topics: {} };
};

/** Only what differs from now is said: what was never asked stays unasked. */
const differences = (
  { topic, medium }: Extract<PreferenceForm, { medium: unknown }>,
  now: PreferencesView,
  { snapshot }: SiteContext,
): Wanted => {
  const topics = snapshot.configuration.messaging.topics
    .map(({ id }) => [id, topic.includes(id)] as const)
    .filter(([id, isWanted]) => isWanted === now.optedOut.includes(id));
  const media = NAMED_MEDIA.map((one) => [one, medium.includes(one)] as const).filter(
    ([one, isWanted]) => isWanted !== (now.media[one] ?? false),
  );
  return { media: Object.fromEntries(media), topics: Object.fromEntries(topics) };
};

/** What a form of the page changes, and what it says then. */
const act = async (
  c: HttpContext,
  site: SiteContext,
  link: PreferenceLink,
  form: PreferenceForm,
): Promise<Response> => {
  const { messages: words } = NOTICES[pageLanguage(c)];
  const medium = mediumOf(link);
  if ("medium" in form) {
    const now = await readPreferences(c, site, link);
    if (now !== null) await write(c, site, link, differences(form, now, site));
    return answer(c, site, link, words.saved);
  }
  if (medium === null) return answer(c, site, link, null);
  await write(c, site, link, { media: { [medium]: false }, topics: {} });
  return answer(c, site, link, words.stopped[medium]);
};

/**
 * `POST /h/{site}/u/{token}`. A mail program comes without cookies and follows no redirect (RFC 8058 §3.2), so the token
 * is all that is asked for: whoever has it reads the contact's messages.
 */
export const changePreferences = async (c: HttpContext): Promise<Response> => {
  const { site, link } = await openLink(c);
  if (link?.kind !== "preferences") return unknownLink(c, site);
  const form = await readForm(c.req.raw);
  if (!("List-Unsubscribe" in form)) return act(c, site, link, form);
  await write(c, site, link, farewell(link, site));
  return new Response(null, { status: 200, headers: { "cache-control": "no-store" } });
};
