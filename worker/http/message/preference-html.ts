import { html, raw } from "hono/html";
import { type Medium, PURPOSE_OF_MEDIUM } from "../../../schemas/channel-medium.ts";
import { type NoticeLanguage, NOTICES } from "../../../schemas/notice/notices.ts";
import type { PreferencesView } from "../../domain/messaging-rpc.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";
import { actionOf, documentOf, type Html } from "../visitor-page/page-html.ts";
import { fill } from "../visitor-page/page-model.ts";

export type NamedMedium = Exclude<Medium, "webhook">;
export const NAMED_MEDIA = Object.keys(PURPOSE_OF_MEDIUM) as NamedMedium[];

/** What the page says. */
export interface PreferenceModel {
  readonly snapshot: SiteSnapshot;
  readonly language: NoticeLanguage;
  readonly preferences: PreferencesView;
  /** Of the message that led here; null where it has no button of its own. */
  readonly medium: NamedMedium | null;
  /** What was just done came to; null where nothing was done. */
  readonly news: string | null;
}

interface Choice {
  readonly name: "topic" | "medium";
  readonly value: string;
  readonly label: string;
  readonly isChosen: boolean;
}

const checkbox = ({ name, value, label, isChosen }: Choice): Html => html`
  <label>
    <input type="checkbox" name="${name}" value="${value}" ${isChosen ? raw("checked") : ""} />
    ${label}
  </label>
`;

const group = (legend: string, choices: readonly Choice[]): Html | string =>
  choices.length === 0
    ? ""
    : html`
        <fieldset>
          <legend>${legend}</legend>
          <div class="options">${choices.map(checkbox)}</div>
        </fieldset>
      `;

const topicsOf = ({ snapshot, preferences }: PreferenceModel): Choice[] =>
  snapshot.configuration.messaging.topics.map(({ id, name }) => ({
    name: "topic",
    value: id,
    label: name,
    isChosen: !preferences.optedOut.includes(id),
  }));

const waysOf = ({ language, preferences }: PreferenceModel): Choice[] =>
  NAMED_MEDIA.map((medium) => ({
    name: "medium",
    value: medium,
    label: NOTICES[language].page.purposes[PURPOSE_OF_MEDIUM[medium]].title,
    isChosen: preferences.media[medium] === true,
  }));

const stopForm = (model: PreferenceModel): Html | string => {
  const { medium, preferences, language } = model;
  if (medium === null || preferences.media[medium] !== true) return "";
  return html`
    <form method="post" action="${actionOf(model)}">
      <p class="buttons">
        <button name="do" value="stop">${NOTICES[language].messages.stop[medium]}</button>
      </p>
    </form>
  `;
};

/** What a contact gets, and what it can do about it: nothing of who it is. */
export const preferencePage = (model: PreferenceModel): Html => {
  const { language, snapshot, news } = model;
  const { messages: words, page } = NOTICES[language];
  const title = fill(words.title, { site: snapshot.configuration.name });
  const policy = snapshot.configuration.consent.policy_url;
  return documentOf(
    { language, title, policy, words: page },
    html`
      <h1>${title}</h1>
      ${news === null ? "" : html`<p class="news" role="status">${news}</p>`}
      <p>${words.lead}</p>
      ${stopForm(model)}
      <section aria-labelledby="choices">
        <h2 id="choices">${words.choices}</h2>
        <form method="post" action="${actionOf(model)}">
          ${group(words.topics, topicsOf(model))} ${group(words.ways, waysOf(model))}
          <p class="buttons"><button name="do" value="save">${words.save}</button></p>
        </form>
      </section>
      <section>
        <p>
          ${words.ads}
          <a href="/h/${snapshot.id}/p?lang=${language}">${words.adsLink}</a>
        </p>
      </section>
    `,
  );
};
