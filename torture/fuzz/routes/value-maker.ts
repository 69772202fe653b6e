import * as fc from "fast-check";
import { pick } from "../../../bench/collect/random.ts";
import { type JsonSchema, resolveRef } from "./described-route.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Below it only what a schema requires is made: rules may nest without end. */
const DEPTH_MAX = 7;
const ITEMS_MAX = 3;
/** Texts of one pattern, made once: making them takes longer than sending them. */
const TEXTS_PER_PATTERN = 12;

/** Ids that requests share, so that one finds what another has saved. */
export const SHARED_IDS = ["viewers", "big-spenders", "boots", "alpha", "beta", "mail"] as const;
const WORDS = [
  "page_view",
  "purchase",
  "EUR",
  "hero",
  "https://shop.example/boots",
  "ada@shop.example",
  "bob@shop.example",
  "somebody known",
];

const LETTERS = "a b c d e f g h i j K L M N O 0 1 2 3 . - _ ü € 😀".split(" ");

const listAt = (schema: JsonSchema, name: string): readonly JsonSchema[] | null =>
  Array.isArray(schema[name]) ? (schema[name] as JsonSchema[]) : null;

const numberAt = (schema: JsonSchema, name: string, unsaid: number): number =>
  typeof schema[name] === "number" ? schema[name] : unsaid;

/** Makes values that a schema of the document takes, as far as a schema alone can say what is taken. */
export class ValueMaker {
  readonly #document: object;
  readonly #random: () => number;
  readonly #texts = new Map<string, readonly string[]>();

  constructor(document: object, random: () => number) {
    this.#document = document;
    this.#random = random;
  }

  make(schema: JsonSchema, depth = 0): Json {
    const ref = schema["$ref"];
    if (typeof ref === "string") return this.make(resolveRef(this.#document, ref), depth);
    if ("const" in schema) return schema["const"] as Json;
    if (Array.isArray(schema["enum"])) return pick(schema["enum"] as Json[], this.#random);
    const choices = listAt(schema, "oneOf") ?? listAt(schema, "anyOf");
    if (choices !== null) return this.#merged(schema, [this.#choice(choices, depth)], depth);
    const all = listAt(schema, "allOf");
    if (all !== null) return this.#merged(schema, all, depth);
    const { type } = schema;
    return this.#ofType(Array.isArray(type) ? pick(type as string[], this.#random) : type, schema, depth);
  }

  /** The same as a part of an address, or as a name. */
  makeText(schema: JsonSchema): string {
    const made = this.make(schema);
    return typeof made === "string" ? made : JSON.stringify(made);
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #whole(min: number, max: number): number {
    return min + Math.floor(this.#random() * (max - min + 1));
  }

  /** Deep down the last one: unions of rules end with those that nest no further. */
  #choice(choices: readonly JsonSchema[], depth: number): JsonSchema {
    const last = choices.at(-1);
    return depth > DEPTH_MAX && last !== undefined ? last : pick(choices, this.#random);
  }

  #merged(schema: JsonSchema, parts: readonly JsonSchema[], depth: number): Json {
    const { oneOf: _one, anyOf: _any, allOf: _all, ...own } = schema;
    const made = parts.map((part) => this.make(part, depth + 1));
    const hasOwn = own["properties"] !== undefined;
    const all = hasOwn ? [this.#object(own, depth), ...made] : made;
    const isObjects = all.every((part) => typeof part === "object" && part !== null && !Array.isArray(part));
    return isObjects ? (Object.assign({}, ...all) as Json) : (all.at(-1) ?? null);
  }

  #ofType(type: unknown, schema: JsonSchema, depth: number): Json {
    switch (type) {
      case "object":
        return this.#object(schema, depth);
      case "array":
        return this.#array(schema, depth);
      case "string":
        return this.#text(schema);
      case "integer":
      case "number":
        return this.#number(type, schema);
      case "boolean":
        return this.#chance(0.5);
      case "null":
        return null;
      default:
        return pick<Json>(["text", 7, true, null, {}, []], this.#random);
    }
  }

  #object(schema: JsonSchema, depth: number): Json {
    const required = new Set(listAt(schema, "required") as readonly string[] | null);
    const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
    const optional = depth > DEPTH_MAX ? 0 : 0.4;
    const made = properties
      .filter(([name]) => required.has(name) || this.#chance(optional))
      .map(([name, part]): [string, Json] => [name, this.make(part, depth + 1)]);
    const more = schema["additionalProperties"];
    const names = schema["propertyNames"] as JsonSchema | undefined;
    if (typeof more === "object" && more !== null && names !== undefined && this.#chance(0.7)) {
      made.push([this.makeText(names), this.make(more as JsonSchema, depth + 1)]);
    }
    return Object.fromEntries(made);
  }

  #array(schema: JsonSchema, depth: number): Json {
    const fixed = listAt(schema, "prefixItems");
    if (fixed !== null) return fixed.map((part) => this.make(part, depth + 1));
    const min = numberAt(schema, "minItems", 0);
    const max = Math.min(numberAt(schema, "maxItems", ITEMS_MAX), Math.max(min, ITEMS_MAX));
    const items = (schema["items"] ?? {}) as JsonSchema;
    return Array.from({ length: this.#whole(min, max) }, () => this.make(items, depth + 1));
  }

  #text(schema: JsonSchema): string {
    const { pattern, format } = schema;
    if (format === "email") return "ada@shop.example";
    if (typeof pattern !== "string") return this.#plainText(schema);
    const known = [...SHARED_IDS, ...WORDS].filter((text) => new RegExp(pattern, "u").test(text));
    if (known.length > 0 && this.#chance(0.7)) return pick(known, this.#random);
    return pick(this.#textsOf(pattern), this.#random).slice(0, numberAt(schema, "maxLength", 1_000));
  }

  #textsOf(pattern: string): readonly string[] {
    const known = this.#texts.get(pattern);
    if (known !== undefined) return known;
    const seed = Math.floor(this.#random() * 2 ** 31);
    const made = fc.sample(fc.stringMatching(new RegExp(pattern, "u")), {
      seed,
      numRuns: TEXTS_PER_PATTERN,
    });
    this.#texts.set(pattern, made);
    return made;
  }

  #plainText(schema: JsonSchema): string {
    const min = numberAt(schema, "minLength", 0);
    const max = numberAt(schema, "maxLength", 40);
    if (this.#chance(0.4)) {
      const fitting = WORDS.filter(({ length }) => length >= min && length <= max);
      if (fitting.length > 0) return pick(fitting, this.#random);
    }
    if (this.#chance(0.05)) return "é".repeat(max);
    const length = Math.max(min, Math.min(max, this.#whole(8, 30)));
    return Array.from({ length }, () => pick(LETTERS, this.#random))
      .join("")
      .slice(0, max)
      .toWellFormed();
  }

  #number(type: "integer" | "number", schema: JsonSchema): number {
    const min = numberAt(schema, "minimum", -1_000_000);
    const max = numberAt(schema, "maximum", 1_000_000);
    if (this.#chance(0.2)) return this.#chance(0.5) ? min : max;
    const near = Math.min(max, min < 0 ? 1_000 : min + 1_000);
    const made = Math.max(min, 0) + this.#random() * (near - Math.max(min, 0));
    return type === "integer" ? Math.round(made) : made;
  }
}
