import { createRandom } from "../../bench/collect/random.ts";
import {
  type ApiDocument,
  type DescribedParameter,
  type DescribedRoute,
  readRoutes,
} from "../fuzz/routes/described-route.ts";
import { furnish } from "../fuzz/routes/furnish.ts";
import { ValueMaker } from "../fuzz/routes/value-maker.ts";
import { SHOP_ORIGIN } from "../shop.ts";
import { never, type Verdict } from "../verdict.ts";
import { SITE, type Victim } from "../victim.ts";

type Path = readonly string[];

/** A text in a body that its schema takes: the body to send, and where in it the text stands. */
interface TextField {
  readonly route: DescribedRoute;
  readonly body: unknown;
  readonly path: Path;
  /** In a body that is refused for something else a text comes to nothing. */
  readonly isSaved: boolean;
}

/** So many bodies show nearly every optional field, and every kind of what has kinds. */
const BODIES_PER_ROUTE = 60;
const ID = "naughty";

const textPathsIn = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === "string") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => textPathsIn(part, [...path, name]));
};

const fieldName = (path: Path): string => path.map((step) => (/^\d+$/.test(step) ? "*" : step)).join("/");

/** Bodies by the schema of the route's own, its example first. */
const bodiesOf = ({ body }: DescribedRoute, values: ValueMaker): unknown[] => {
  if (body === null) return [];
  const made = Array.from({ length: BODIES_PER_ROUTE }, () => values.make(body.schema));
  return body.example === undefined ? made : [body.example, ...made];
};

/** Every text field that the bodies have, each in the first of them that has it, and in one that is saved if it can be. */
const fieldsIn = (
  route: DescribedRoute,
  bodies: readonly unknown[],
  saved: ReadonlySet<unknown>,
): TextField[] => {
  const fields = new Map<string, TextField>();
  for (const one of [...saved, ...bodies]) {
    for (const path of textPathsIn(one)) {
      const name = fieldName(path);
      if (!fields.has(name)) fields.set(name, { route, body: one, path, isSaved: saved.has(one) });
    }
  }
  return [...fields.values()];
};

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((part, step) => (part as Record<string, unknown> | null | undefined)?.[step], value);

const withText = (body: unknown, path: Path, text: string): unknown => {
  const [last = ""] = path.slice(-1);
  if (path.length === 0) return text;
  const copy = structuredClone(body);
  (at(copy, path.slice(0, -1)) as Record<string, unknown>)[last] = text;
  return copy;
};

const SETTINGS_PATH = "/v1/sites/{site}";

/** Settings are another site's: ordinary visitors go on meanwhile, and made-up ones could turn them away. */
const siteIn = (path: string): string => (path === SETTINGS_PATH ? ID : SITE);

const addressOf = ({ path }: Pick<DescribedRoute, "path">, query = ""): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (name === "site" ? siteIn(path) : ID)) +
  (query === "" ? "" : `?${query}`);

const isForm = ({ body }: DescribedRoute): boolean => body?.types[0]?.includes("form") === true;

type Parameter = Pick<DescribedParameter, "name" | "in">;

/** Of every route, and described as a header of its answers. */
const REQUEST_ID: Parameter = { name: "request-id", in: "header" };

/** The bytes of a text, as far as a header carries them. */
const asHeader = (text: string): string =>
  Buffer.from(text)
    .toString("latin1")
    .replace(/[^\t -~\u0080-\u00FF]/g, " ")
    .trim();

/** Sends naughty strings in every text field and parameter that the instance itself describes. */
export class TextFieldTeller {
  readonly failures: string[] = [];
  readonly changed: string[] = [];
  readonly #victim: Victim;
  readonly #texts: readonly string[];
  #next = 0;
  #stored = 0;
  #fields = 0;

  constructor(victim: Victim, texts: readonly string[]) {
    this.#victim = victim;
    this.#texts = texts;
  }

  /** `share`: of the fields that come to nothing, one in so many. `each`: so many strings for a field, other ones for the next. */
  async tell(share: number, each: number): Promise<Verdict[]> {
    const document = (await (await fetch(`${this.#victim.origin}/openapi.json`)).json()) as ApiDocument;
    const routes = readRoutes(document);
    const values = new ValueMaker(document, createRandom(1));
    const readable = new Set(routes.filter(({ method }) => method === "GET").map(({ path }) => path));
    await furnish(this.#victim, routes);
    const fields: TextField[] = [];
    for (const route of routes) {
      const bodies = bodiesOf(route, values);
      const tried = bodies.filter((_, index) => index % share === 0);
      fields.push(...fieldsIn(route, bodies, await this.#savedOf(route, tried)));
    }
    for (const field of fields.filter(({ isSaved }, index) => isSaved || index % share === 0)) {
      this.#fields++;
      for (let left = each; left > 0; left--) await this.#tellField(field, readable.has(field.route.path));
    }
    for (const route of routes) await this.#tellParameters(route, each);
    return [
      never(`answers of 500 and more to naughty strings in ${this.#fields} described fields`, this.failures),
      never(`of these, accepted and read back otherwise, of ${this.#stored}`, this.changed),
      never("signs that none was read back", this.#stored > 0 ? [] : ["none was"]),
    ];
  }

  /** Those of the bodies that are taken as they are. Only of what is put: nothing else is read back. */
  async #savedOf(route: DescribedRoute, bodies: readonly unknown[]): Promise<Set<unknown>> {
    const saved = new Set<unknown>();
    if (route.method !== "PUT") return saved;
    for (const body of bodies) {
      const answer = await this.#ask(route, addressOf(route), body);
      await answer.arrayBuffer();
      if (answer.ok) saved.add(body);
    }
    return saved;
  }

  #text(): string {
    return this.#texts[this.#next++ % this.#texts.length] ?? "";
  }

  async #ask(
    route: DescribedRoute,
    address: string,
    sent: unknown,
    more: Record<string, string> = {},
  ): Promise<Response> {
    const { method, body, needsKey } = route;
    const answer = await fetch(this.#victim.origin + address, {
      method,
      redirect: "manual",
      headers: {
        origin: SHOP_ORIGIN,
        ...(needsKey ? this.#victim.authorization : {}),
        ...(body === null ? {} : { "content-type": body.types[0] ?? "" }),
        ...more,
      },
      ...(body === null
        ? {}
        : {
            body: isForm(route)
              ? new URLSearchParams(sent as Record<string, string>).toString()
              : JSON.stringify(sent),
          }),
    });
    if (answer.status >= 500)
      this.failures.push(`${route.id} answered ${answer.status} at ${address.slice(0, 80)}`);
    return answer;
  }

  async #tellField({ route, body, path }: TextField, isReadable: boolean): Promise<void> {
    const text = this.#text();
    const answer = await this.#ask(route, addressOf(route), withText(body, path, text));
    await answer.arrayBuffer();
    if (!answer.ok || route.method !== "PUT" || !isReadable) return;
    const again = await fetch(this.#victim.origin + addressOf(route), {
      headers: this.#victim.authorization,
    });
    const read = (await again.json()) as { definition?: unknown };
    // What is not read back at its place is a secret, or is shown in another form.
    const kept = at(read.definition ?? read, path);
    if (typeof kept !== "string") return;
    this.#stored++;
    if (kept !== text)
      this.changed.push(`${route.id} ${fieldName(path)}: ${JSON.stringify(text.slice(0, 40))}`);
  }

  async #tellParameters(route: DescribedRoute, each: number): Promise<void> {
    for (const parameter of [...route.parameters, REQUEST_ID]) {
      for (let left = each; left > 0; left--) await this.#tellParameter(route, parameter, this.#text());
    }
  }

  async #tellParameter(route: DescribedRoute, parameter: Parameter, text: string): Promise<void> {
    const { name, in: place } = parameter;
    const value = encodeURIComponent(text.toWellFormed());
    const isInPath = place === "path";
    const path = isInPath ? route.path.replace(`{${name}}`, value) : route.path;
    const address = addressOf({ path }, place === "query" ? `${name}=${value}` : "");
    const headers = place === "header" ? { [name]: asHeader(text) } : {};
    await (await this.#ask(route, address, {}, headers)).arrayBuffer();
  }
}
