import { html } from "hono/html";
import { needsKey, parametersIn } from "../openapi/describe-operation.ts";
import type { JsonSchema } from "../openapi/json-schema.ts";
import type { Operation } from "../operation.ts";
import { clientExample, curlExample } from "./example-code.ts";
import { codeBlock, type Html, paragraphs, said } from "./markup.ts";
import { fieldsHtml, typeHtml } from "./schema-html.ts";

type Named = Operation & { readonly id: string };

/** One operation of the document. */
export type Documented = JsonSchema;

const asSchema = (value: unknown): JsonSchema => (value ?? {}) as JsonSchema;

const parameterHtml = (parameter: JsonSchema): Html =>
  html`<li>
    <div class="row">
      <code class="name">${String(parameter["name"])}</code>
      <span class="type">${typeHtml(asSchema(parameter["schema"]))}</span>
      <span class="place">${String(parameter["in"])}</span>
      ${parameter["required"] === true ? html`<span class="needed">required</span>` : ""}
    </div>
    ${typeof parameter["description"] === "string" ? html`<p>${said(parameter["description"])}</p>` : ""}
  </li>`;

const part = (title: string, content: Html | ""): Html | "" =>
  content === ""
    ? ""
    : html`<h4>${title}</h4>
        ${content}`;

const parametersHtml = (documented: Documented): Html | "" => {
  const all = (documented["parameters"] ?? []) as JsonSchema[];
  const own = all.filter(({ $ref: ref }) => ref === undefined);
  if (own.length === 0) return "";
  return html`<ul class="fields">
    ${own.map(parameterHtml)}
  </ul>`;
};

/** The schema of the first content of a body. */
const schemaOf = (body: unknown): JsonSchema | null => {
  const [first] = Object.values(asSchema(asSchema(body)["content"]));
  return first === undefined ? null : asSchema(asSchema(first)["schema"]);
};

const bodyHtml = (documented: Documented): Html | "" => {
  const schema = schemaOf(documented["requestBody"]);
  if (schema === null) return "";
  return schema["$ref"] === undefined ? fieldsHtml(schema) : html`<p class="whole">${typeHtml(schema)}</p>`;
};

const answerHtml = ([status, answer]: [string, unknown]): Html => {
  const isProblem = Number(status) >= 400 && !("text/html" in asSchema(asSchema(answer)["content"]));
  const schema = isProblem ? null : schemaOf(answer);
  const types = Object.keys(asSchema(asSchema(answer)["content"])).filter(
    (type) => type !== "application/problem+json",
  );
  return html`<li>
    <div class="row">
      <span class="status s${status[0]}">${status}</span>
      <span>${said(String(asSchema(answer)["description"]))}</span>
    </div>
    ${types.length === 0 || types[0] === "application/json" ? "" : html`<p class="limits">${types.join(", ")}</p>`}
    ${
      schema === null
        ? ""
        : schema["$ref"] === undefined && schema["properties"] !== undefined
          ? html`<details class="inner">
              <summary>Fields</summary>
              ${fieldsHtml(schema)}
            </details>`
          : html`<p class="whole">${typeHtml(schema)}</p>`
    }
  </li>`;
};

const accessHtml = ({ access }: Operation): Html =>
  access === "none"
    ? html`<span class="access">no key</span>`
    : html`<span class="access"
        >${access === "instance" ? "instance key" : html`scope <code>${access}</code>`}</span
      >`;

/** Filled in by the page's script, where there is one. */
const tryHtml = (described: Named): Html =>
  html`<details
    class="try"
    hidden
    data-method="${described.method}"
    data-path="${described.path}"
    data-params="${parametersIn(described).join(" ")}"
    data-query="${Object.keys(described.query ?? {}).join(" ")}"
    data-key="${String(needsKey(described))}"
    ${described.example === undefined ? "" : html`data-body="${JSON.stringify(described.example)}"`}
  >
    <summary>Try it</summary>
  </details>`;

const isTryable = ({ path, method }: Operation): boolean => !path.startsWith("/h/") || method === "GET";

/** One operation: what it does on one side, how to ask for it on the other. */
export const operationHtml = (described: Named, documented: Documented): Html => {
  const { id, method, path, summary, about } = described;
  const call = clientExample(described);
  return html`<article id="${id}" class="operation">
    <div class="what">
      <h3><a href="#${id}">${summary}</a></h3>
      <p class="route">
        <span class="method m-${method.toLowerCase()}">${method}</span> <code>${path}</code>
      </p>
      <p class="facts">
        ${accessHtml(described)}${described.isTrialOnly === true ? html`<span class="access">trial only</span>` : ""}
      </p>
      ${about === undefined ? "" : paragraphs(about)} ${part("Parameters", parametersHtml(documented))}
      ${part("Body", bodyHtml(documented))}
      <h4>Answers</h4>
      <ul class="fields">
        ${Object.entries(asSchema(documented["responses"])).map(answerHtml)}
      </ul>
    </div>
    <div class="how">
      <p class="caption">Shell</p>
      ${codeBlock(curlExample(described), `${summary}, as a command`)}
      ${
        call === null
          ? ""
          : html`<p class="caption">Client</p>
              ${codeBlock(call, `${summary}, with the client`)}`
      }
      ${isTryable(described) ? tryHtml(described) : ""}
    </div>
  </article>`;
};
