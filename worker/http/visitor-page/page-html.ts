import { html, raw } from "hono/html";
import { NOTICE_LANGUAGES, NOTICES } from "../../../schemas/notice/notices.ts";
import type { Receipt } from "../../../schemas/privacy.ts";
import type { ChoiceRow, PageModel } from "./page-model.ts";
import { PAGE_STYLE } from "./page-style.ts";

export type Html = ReturnType<typeof html>;

/** What every page of a site says around its own words. */
export type PageFrame = Pick<PageModel, "language" | "title" | "policy"> & {
  readonly words: Pick<PageModel["words"], "languages">;
};

const languageLinks = ({ language, words }: PageFrame): Html => html`
  <nav aria-label="${words.languages}">
    <ul>
      ${NOTICE_LANGUAGES.map((other) =>
        other === language
          ? html`<li><span aria-current="true">${NOTICES[other].name}</span></li>`
          : html`<li>
              <a href="?lang=${other}" lang="${other}" hreflang="${other}">${NOTICES[other].name}</a>
            </li>`,
      )}
    </ul>
  </nav>
`;

/** Made apart from the document, whose white space would change the digest. */
const STYLE_ELEMENT = raw(`<style>${PAGE_STYLE}</style>`);

/** A whole document around what one of the pages says. No script, and no style but this one. */
export const documentOf = (model: PageFrame, main: Html): Html =>
  html`<!doctype html>
    <html lang="${model.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${model.title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>${main}</main>
        <footer>
          ${languageLinks(model)}
          ${model.policy === null ? "" : html`<p><a href="${model.policy}">${NOTICES[model.language].banner.policy}</a></p>`}
        </footer>
      </body>
    </html> `;

/** Where forms are sent: this page, in this language. */
export const actionOf = ({ language }: Pick<PageModel, "language">): string => `?lang=${language}`;

/** Labels and their values. */
const list = (pairs: readonly (readonly [label: string, value: string])[]): Html => html`
  <dl>
    ${pairs.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>
`;

const stored = ({ words, kind, facts, rule, signal }: PageModel): Html => html`
  <section aria-labelledby="stored">
    <h2 id="stored">${words.stored}</h2>
    ${kind === "none" ? html`<p>${words.nothing}</p>` : ""}
    ${kind === "linked" ? html`<p>${words.linked}</p>` : ""} ${list([...facts, [words.rule, rule]])}
    ${signal === null ? "" : html`<p class="note">${signal}</p>`}
  </section>
`;

const radio = ({ purpose, state }: ChoiceRow, value: "granted" | "denied", label: string): Html => html`
  <label>
    <input type="radio" name="${purpose}" value="${value}" ${state === value ? raw("checked") : ""} />
    ${label}
  </label>
`;

const choiceRow = (row: ChoiceRow, { words }: PageModel): Html => html`
  <fieldset aria-describedby="${row.purpose}-text ${row.purpose}-note">
    <legend>${row.title}</legend>
    <p id="${row.purpose}-text">${row.text}</p>
    ${
      row.isHeld
        ? ""
        : html`<div class="options">
            ${radio(row, "granted", words.allow)} ${radio(row, "denied", words.deny)}
          </div>`
    }
    <p class="small" id="${row.purpose}-note">${row.note}</p>
  </fieldset>
`;

const choices = (model: PageModel): Html => html`
  <section aria-labelledby="choices">
    <h2 id="choices">${model.words.choices}</h2>
    <form method="post" action="${actionOf(model)}">
      ${model.rows.map((row) => choiceRow(row, model))}
      <p class="buttons">
        <button name="do" value="choose">${model.words.save}</button>
        <button name="do" value="accept">${model.words.acceptAll}</button>
        <button name="do" value="refuse">${model.words.refuseAll}</button>
      </p>
    </form>
  </section>
`;

const rights = (model: PageModel): Html => html`
  <section aria-labelledby="download">
    <h2 id="download">${model.words.download.title}</h2>
    <p>${model.words.download.text}</p>
    <form method="post" action="${actionOf(model)}">
      <button name="do" value="download">${model.words.download.title}</button>
    </form>
  </section>
  <section aria-labelledby="erase">
    <h2 id="erase">${model.words.erase.title}</h2>
    <p>${model.words.erase.text}</p>
    <p><a class="button" href="${actionOf(model)}&amp;ask=erase">${model.words.erase.title}…</a></p>
  </section>
`;

/** What is stored, what was chosen, and what can be done about both. */
export const visitorPage = (model: PageModel): Html =>
  documentOf(
    model,
    html`
      <h1>${model.title}</h1>
      ${model.news === null ? "" : html`<p class="news" role="status">${model.news}</p>`}
      <p>${model.words.lead}</p>
      ${stored(model)} ${choices(model)} ${model.kind === "visitor" ? rights(model) : ""}
    `,
  );

/** The step between the wish to erase and the deed. */
export const erasePage = (model: PageModel): Html =>
  documentOf(
    model,
    html`
      <h1>${model.words.eraseAsk.title}</h1>
      <p>${model.words.erase.text}</p>
      <p>${model.words.eraseAsk.text}</p>
      <form method="post" action="${actionOf(model)}">
        <p class="buttons">
          <button name="do" value="erase">${model.words.eraseYes}</button>
          <button name="do" value="erase_and_refuse">${model.words.eraseAndRefuse}</button>
          <a class="button" href="${actionOf(model)}">${model.words.eraseNo}</a>
        </p>
      </form>
    `,
  );

/** In all places together: their names mean nothing to a visitor, and the operator reads them under the receipt. */
const countRemoved = ({ places }: Receipt): number => places.reduce((sum, { removed }) => sum + removed, 0);

/** What the visitor keeps as proof. */
export const erasedPage = (model: PageModel, receipt: Receipt, time: string): Html => {
  const { words } = model;
  const isComplete = receipt.completed_at !== null;
  const said = isComplete ? words.erased : words.erasing;
  return documentOf(
    model,
    html`
      <h1>${said.title}</h1>
      <p role="status">${said.text}</p>
      ${list([
        [words.receipt, receipt.receipt],
        [words.time, time],
        ...(isComplete
          ? [[words.removed, countRemoved(receipt).toLocaleString(model.language)] as const]
          : []),
      ])}
      <p><a class="button" href="${actionOf(model)}">${words.back}</a></p>
    `,
  );
};
