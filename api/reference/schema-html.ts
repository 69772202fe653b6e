import { html } from "hono/html";
import type { JsonSchema } from "../openapi/json-schema.ts";
import { type Html, said } from "./markup.ts";

const PREFIX = "#/components/schemas/";

const asSchema = (value: unknown): JsonSchema =>
  typeof value === "object" && value !== null ? (value as JsonSchema) : {};
const asList = (value: unknown): readonly JsonSchema[] => (Array.isArray(value) ? value.map(asSchema) : []);

const nameIn = ({ $ref: ref }: JsonSchema): string | null =>
  typeof ref === "string" && ref.startsWith(PREFIX) ? ref.slice(PREFIX.length) : null;

const alternativesOf = (schema: JsonSchema): readonly JsonSchema[] => [
  ...asList(schema["anyOf"]),
  ...asList(schema["oneOf"]),
  ...asList(schema["allOf"]),
];

const literal = (value: unknown): Html => html`<code>${JSON.stringify(value)}</code>`;

const joined = (parts: readonly Html[], by: string): Html =>
  html`${parts.map((part, index) => (index === 0 ? part : html`${by}${part}`))}`;

/** A type in a few words; named ones as links. */
export const typeHtml = (schema: JsonSchema): Html => {
  const name = nameIn(schema);
  if (name !== null) return html`<a href="#schema-${name}">${name}</a>`;
  if (schema["const"] !== undefined) return literal(schema["const"]);
  if (Array.isArray(schema["enum"])) return joined(schema["enum"].map(literal), " · ");
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) return joined(alternatives.map(typeHtml), " or ");
  if (schema["type"] === "array") return html`list of ${typeHtml(asSchema(schema["items"]))}`;
  if (schema["type"] === "object" && Object.keys(asSchema(schema["properties"])).length === 0) {
    const values = asSchema(schema["additionalProperties"]);
    return Object.keys(values).length === 0 ? html`object` : html`object of ${typeHtml(values)}`;
  }
  const type = schema["type"];
  return html`${typeof type === "string" ? type : "anything"}`;
};

/** Bounds of numbers as zod writes them where nobody set one. */
const isBound = (value: unknown): value is number =>
  typeof value === "number" && Math.abs(value) < Number.MAX_SAFE_INTEGER;

const within = (min: unknown, max: unknown, unit: string): string[] => {
  const parts = [isBound(min) ? `from ${min}` : "", isBound(max) ? `to ${max}` : ""].filter(
    (part) => part !== "",
  );
  return parts.length === 0 ? [] : [`${parts.join(" ")}${unit}`];
};

const limitsOf = (schema: JsonSchema): string => {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const ofDefault = schema["default"] === undefined ? [] : [`default ${JSON.stringify(schema["default"])}`];
  return [
    ...within(minimum, maximum, ""),
    ...within(minLength, maxLength, " characters"),
    ...within(minItems, maxItems, " items"),
    ...ofDefault,
  ].join(", ");
};

/** Objects inside of a schema that have no name of their own. */
const innerOf = (schema: JsonSchema): JsonSchema[] => {
  if (nameIn(schema) !== null) return [];
  if (Object.keys(asSchema(schema["properties"])).length > 0) return [schema];
  return [
    ...alternativesOf(schema).flatMap(innerOf),
    ...(schema["items"] === undefined ? [] : innerOf(asSchema(schema["items"]))),
    ...innerOfValues(schema),
  ];
};

const innerOfValues = (schema: JsonSchema): JsonSchema[] => {
  const values = schema["additionalProperties"];
  return typeof values === "object" && values !== null ? innerOf(asSchema(values)) : [];
};

const rowHtml = (name: string, schema: JsonSchema, isRequired: boolean): Html => {
  const limits = limitsOf(schema);
  const about = typeof schema["description"] === "string" ? schema["description"] : "";
  const inner = innerOf(schema);
  return html`<li>
    <div class="row">
      <code class="name">${name}</code>
      <span class="type">${typeHtml(schema)}</span>
      ${isRequired ? html`<span class="needed">required</span>` : ""}
    </div>
    ${limits === "" ? "" : html`<p class="limits">${limits}</p>`}
    ${about === "" ? "" : html`<p>${said(about)}</p>`}
    ${inner.map((object, index) => expandable(object, inner.length > 1 ? `Form ${index + 1}` : "Fields"))}
  </li>`;
};

const expandable = (schema: JsonSchema, label: string): Html =>
  html`<details class="inner">
    <summary>${label}</summary>
    ${fieldsHtml(schema)}
  </details>`;

const kindOf = (schema: JsonSchema): string | null => {
  const kind = asSchema(asSchema(schema["properties"])["kind"])["const"];
  return typeof kind === "string" ? kind : null;
};

/** Every field of a schema: of objects their own, of a choice those of each form. */
export const fieldsHtml = (schema: JsonSchema): Html => {
  const properties = Object.entries(asSchema(schema["properties"]));
  const required = new Set(Array.isArray(schema["required"]) ? (schema["required"] as string[]) : []);
  if (properties.length > 0) {
    return html`<ul class="fields">
      ${properties.map(([name, field]) => rowHtml(name, asSchema(field), required.has(name)))}
    </ul>`;
  }
  const inner = innerOf(schema);
  const type = html`<p class="whole">${typeHtml(schema)}</p>`;
  if (inner.length === 0)
    return html`${type}${limitsOf(schema) === "" ? "" : html`<p class="limits">${limitsOf(schema)}</p>`}`;
  return html`${inner.length === 1 ? fieldsHtml(inner[0] ?? {}) : inner.map((object, index) => expandable(object, kindOf(object) ?? `Form ${index + 1}`))}`;
};
