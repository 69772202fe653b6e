import { pick } from "../../../bench/collect/random.ts";
import { SHOP_ORIGIN } from "../../shop.ts";
import { SITE } from "../../victim.ts";
import type { DescribedParameter, DescribedRoute } from "./described-route.ts";
import { type Keys, OTHER_SITE } from "./furnish.ts";
import { ODD_SEGMENTS, ODD_TEXTS, partsOf, spoilText, spoilValue, writeJson } from "./spoil.ts";
import { ValueMaker } from "./value-maker.ts";

/** One request, and what of it is at fault on purpose. */
export interface MadeRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | null;
  /** Texts that it says, of which no refusal may repeat one. */
  readonly said: readonly string[];
  /** Whether a part of the path is none: it may be the address of nothing, or of something else. */
  readonly isPathOdd: boolean;
}

/** Ids and tokens that answers named: asked for again, they lead to something. */
const REMEMBERED_MAX = 40;
const REMEMBERED = /^(?:id|profile|merge|receipt|token|next|cursor|reservation|visitor|contact|key)$/;

const FLOOD = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`x-flood-${n}`, `${n}`]));
const TYPES = [
  "text/html",
  "application/xml",
  "multipart/form-data; boundary=",
  "application/json; charset=utf-7",
  ";",
];

const textsIn = (value: unknown): string[] => partsOf(value).filter((part) => typeof part === "string");

/** Values of an answer that can be asked for. */
const namesIn = (answer: unknown): string[] => {
  if (typeof answer !== "object" || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) => {
    if (typeof value === "object") return namesIn(value);
    return typeof value === "string" && REMEMBERED.test(name) && value.length < 600 ? [value] : [];
  });
};

/** Makes requests from what the document says of a route: some as it says, most of them not quite. */
export class RequestMaker {
  readonly #random: () => number;
  readonly #values: ValueMaker;
  readonly #keys: Keys;
  /** What is there from the beginning, and what answers named last. */
  readonly #lasting: string[] = [];
  readonly #known: string[] = [];

  constructor(document: object, random: () => number, keys: Keys) {
    this.#random = random;
    this.#values = new ValueMaker(document, random);
    this.#keys = keys;
  }

  /** Hears what names something that stays. */
  rely(answer: unknown): void {
    this.#lasting.push(...namesIn(answer));
    this.#lasting.splice(0, this.#lasting.length - REMEMBERED_MAX);
  }

  /** Hears what an answer names. */
  remember(answer: unknown): void {
    this.#known.push(...namesIn(answer));
    this.#known.splice(0, this.#known.length - REMEMBERED_MAX);
  }

  make(route: DescribedRoute): MadeRequest {
    const isPathOdd = this.#chance(0.08);
    const body = this.#body(route);
    const query = this.#query(route.parameters);
    const path = this.#path(route, isPathOdd);
    return {
      method: route.method,
      path: query.size === 0 ? path : `${path}?${query.toString()}`,
      headers: this.#headers(route, body.type),
      body: body.sent,
      said: [...body.said, ...query.values(), ...path.split("/")],
      isPathOdd,
    };
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #path({ path, parameters }: DescribedRoute, isOdd: boolean): string {
    const inPath = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
    const odd = isOdd && inPath.length > 0 ? pick(inPath, this.#random) : null;
    return path.replace(/\{(\w+)\}/g, (_, name: string) => {
      if (name === odd) return pick(ODD_SEGMENTS, this.#random);
      if (name === "site") return this.#chance(0.97) ? SITE : OTHER_SITE;
      const named = this.#named(path.includes("/profiles/") ? 0.7 : 0.3);
      if (named !== null) return encodeURIComponent(named);
      const { schema = {} } = parameters.find((parameter) => parameter.name === name) ?? {};
      return encodeURIComponent(this.#values.makeText(schema));
    });
  }

  #named(probability: number): string | null {
    const from = this.#chance(0.5) ? this.#lasting : this.#known;
    return from.length > 0 && this.#chance(probability) ? pick(from, this.#random) : null;
  }

  #query(parameters: readonly DescribedParameter[]): URLSearchParams {
    const search = new URLSearchParams();
    for (const parameter of parameters) {
      if (parameter.in !== "query" || this.#chance(0.4)) continue;
      search.append(parameter.name, this.#parameter(parameter));
      if (this.#chance(0.05)) search.append(parameter.name, "twice");
    }
    if (this.#chance(0.05)) search.append("unknown[]", "x");
    return search;
  }

  #parameter({ schema }: DescribedParameter): string {
    if (this.#chance(0.3)) return pick(ODD_TEXTS, this.#random);
    const named = this.#named(0.2);
    if (named !== null) return named;
    return this.#values.makeText(schema);
  }

  #headers({ needsKey, parameters }: DescribedRoute, type: string | null): Record<string, string> {
    const headers: Record<string, string> = {
      origin: SHOP_ORIGIN,
      "user-agent": "Mozilla/5.0 Firefox/140.0",
    };
    if (needsKey) Object.assign(headers, this.#authorization());
    if (type !== null) headers["content-type"] = type;
    for (const { name } of parameters.filter((parameter) => parameter.in === "header")) {
      if (this.#chance(0.2)) headers[name] = pick(ODD_TEXTS, this.#random);
    }
    if (this.#chance(0.05)) headers["origin"] = pick(["null", "https://evil.example", "x"], this.#random);
    if (this.#chance(0.05)) headers["cookie"] = `__Host-h-${SITE}=${pick(ODD_TEXTS, this.#random)}; a; =b`;
    if (this.#chance(0.03)) headers["accept-language"] = "de;q=x,*;q=9,".repeat(200);
    if (this.#chance(0.03)) headers["request-id"] = "not a name <>";
    return this.#chance(0.02) ? { ...headers, ...FLOOD } : headers;
  }

  #authorization(): Record<string, string> {
    if (this.#chance(0.85)) return { authorization: `Bearer ${this.#keys.admin}` };
    const basic = Buffer.from(`any:${this.#keys.weak}`).toString("base64");
    return pick(
      [
        {},
        { authorization: `Bearer ${this.#keys.weak}` },
        { authorization: `Bearer ${this.#keys.foreign}` },
        { authorization: `Basic ${basic}` },
        { authorization: "Basic %%%" },
        { authorization: `Bearer ${"k".repeat(5_000)}` },
        { authorization: "Bearer \u00fc\u00ff" },
      ],
      this.#random,
    );
  }

  #body({ body }: DescribedRoute): { sent: MadeRequest["body"]; type: string | null; said: string[] } {
    if (body === null) return { sent: null, type: null, said: [] };
    const isAsSaid = this.#chance(0.45);
    const base =
      body.example !== undefined && this.#chance(0.5) ? body.example : this.#values.make(body.schema);
    const value = isAsSaid ? base : spoilValue(base, this.#random);
    const type = this.#chance(0.93) ? pick(body.types, this.#random) : pick(TYPES, this.#random);
    if (body.types[0]?.includes("form") === true) {
      const fields = Object.entries(value ?? {}).map(([name, one]): [string, string] => [
        name,
        typeof one === "string" ? one : writeJson(one),
      ]);
      return { sent: new URLSearchParams(fields).toString(), type, said: textsIn(value) };
    }
    const text = writeJson(value);
    return { sent: this.#chance(0.05) ? spoilText(text, this.#random) : text, type, said: textsIn(value) };
  }
}
