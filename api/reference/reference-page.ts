import { html, raw } from "hono/html";
import type { OpenapiDocument } from "../openapi/openapi-document.ts";
import { type Tag, TAGS } from "../operation.ts";
import { listOperations } from "../operations.ts";
import { type Html, paragraphs, said } from "./markup.ts";
import { operationHtml } from "./operation-html.ts";
import { REFERENCE_STYLE } from "./reference-style.ts";
import { fieldsHtml } from "./schema-html.ts";

const byTag = Map.groupBy(listOperations(), ({ tag }) => tag);

const anchorOf = (tag: Tag): string => `tag-${tag.toLowerCase()}`;

const contentsHtml = (): Html => html`
  ${Object.keys(TAGS).map((tag) => {
    const operations = byTag.get(tag as Tag) ?? [];
    return html`<li>
      <a class="tag" href="#${anchorOf(tag as Tag)}">${tag}</a>
      <ul>
        ${operations.map(
          ({ id, method, summary, path }) =>
            html`<li data-find="${`${id} ${summary} ${path}`.toLowerCase()}">
              <a href="#${id}"
                ><span class="method m-${method.toLowerCase()}">${method}</span><span>${summary}</span></a
              >
            </li>`,
        )}
      </ul>
    </li>`;
  })}
  <li data-find="schemas"><a class="tag" href="#schemas">Schemas</a></li>
`;

const sectionHtml = (tag: Tag, { paths }: OpenapiDocument): Html =>
  html`<section aria-labelledby="${anchorOf(tag)}">
    <h2 id="${anchorOf(tag)}">${tag}</h2>
    <p class="lead">${TAGS[tag]}</p>
    ${(byTag.get(tag) ?? []).map((described) =>
      operationHtml(described, paths[described.path]?.[described.method.toLowerCase()] ?? {}),
    )}
  </section>`;

const schemasHtml = ({ components }: OpenapiDocument): Html =>
  html`<section aria-labelledby="schemas" class="schemas">
    <h2 id="schemas">Schemas</h2>
    <p class="lead">
      What is sent and answered, by name. <code>Stored…</code> is the form in which it is answered, with its
      defaults.
    </p>
    ${Object.entries(components.schemas).map(
      ([name, schema]) =>
        html`<details id="schema-${name}" class="schema">
          <summary><h3>${name}</h3></summary>
          ${typeof schema["description"] === "string" ? html`<p>${said(schema["description"])}</p>` : ""}
          ${fieldsHtml(schema)}
        </details>`,
    )}
  </section>`;

const keyForm = html`<form class="key" hidden>
  <label>Site <input name="site" autocomplete="off" spellcheck="false" placeholder="shop" /></label>
  <label>Key <input name="key" type="password" autocomplete="off" placeholder="hk_…" /></label>
  <p>For “Try it”. Kept in this page only, and gone when it is left.</p>
</form>`;

/** The page without what templates are indented by, which is a fifth of it. Code, style and script stay as they are. */
const withoutIndents = (page: string): string =>
  page
    .split(/(<(pre|style|script)\b[\s\S]*?<\/\2>)/)
    .flatMap((part, index) => {
      if (index % 3 === 2) return [];
      return [index % 3 === 0 ? part.replace(/\n\s+/g, "\n") : part];
    })
    .join("");

/** The whole page. Reads without a script; with it, operations can be found and tried. */
export const referencePage = async (document: OpenapiDocument, script: string): Promise<string> => {
  const { description } = document["info"] as { description: string };
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Halley API</title>
        <link rel="icon" href="data:," />
        ${raw(`<style>${REFERENCE_STYLE}</style>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to content</a>
        <header class="bar">
          <p class="brand"><span class="comet" aria-hidden="true"></span>Halley <span>API</span></p>
          <p class="links"><a href="/openapi.json">OpenAPI 3.1</a></p>
        </header>
        <div class="frame">
          <nav aria-label="Contents">
            <details class="contents">
              <summary>Contents</summary>
              <input
                class="find"
                type="search"
                placeholder="Find an operation"
                aria-label="Find an operation"
                hidden
              />
              <p class="unfound" role="status"></p>
              <ul>
                ${contentsHtml()}
              </ul>
            </details>
          </nav>
          <main id="content" tabindex="-1">
            <section class="intro" aria-labelledby="title">
              <h1 id="title">Halley API</h1>
              ${paragraphs(description)} ${keyForm}
            </section>
            ${(Object.keys(TAGS) as Tag[]).map((tag) => sectionHtml(tag, document))} ${schemasHtml(document)}
          </main>
        </div>
        ${raw(`<script>${script}</script>`)}
      </body>
    </html> `;
  return withoutIndents(String(await page));
};
