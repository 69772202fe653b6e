import { Ajv2020 } from "ajv/dist/2020.js";
import type { Answer, Operation } from "../../../api/operation.ts";
import { type OperationId, OPERATIONS } from "../../../api/operations.ts";
import { fetchAsHost } from "./fetch-as-host.ts";

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The host that a GET without headers is for. */
  readonly host?: string;
}

export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

const step = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // Pages, scripts and exports are read as text.
  }
};

/** Asks an instance for operations by their ids, and holds every answer against what is said of it. */
export class Asker {
  /** `listAudiences 200`: what was answered so far as it is described. */
  readonly seen = new Set<string>();
  readonly #origin: string;
  readonly #site: string;
  readonly #key: string;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });

  constructor(origin: string, site: string, key: string, document: object) {
    this.#origin = origin;
    this.#site = site;
    this.#key = key;
    this.#ajv.addSchema(document, "openapi");
  }

  /** The answer; throws where it is none of those that the operation describes, or not in its form. */
  async ask(
    id: OperationId,
    { params = {}, query = {}, body, headers = {}, host }: Asked = {},
  ): Promise<Heard> {
    const { method, path, access, answers }: Operation = OPERATIONS[id];
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(name === "site" ? this.#site : (params[name] ?? "")),
    );
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const url = `${this.#origin}${filled}${search.size === 0 ? "" : `?${search.toString()}`}`;
    const response =
      host === undefined
        ? await fetch(url, {
            method,
            redirect: "manual",
            headers: { ...(access === "none" ? {} : { authorization: `Bearer ${this.#key}` }), ...headers },
            ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
          })
        : await fetchAsHost(url, host);
    const text = await response.text();
    const heard = { status: response.status, headers: response.headers, text, body: parsed(text) };
    const answer = answers[heard.status];
    if (answer === undefined) throw new Error(`${id} is not said to answer ${heard.status}: ${text}`);
    this.#check(id, answer, heard);
    this.seen.add(`${id} ${heard.status}`);
    return heard;
  }

  #check(id: OperationId, answer: Answer, heard: Heard): void {
    if (heard.headers.get("request-id") === null) throw new Error(`${id} answers without a request id`);
    for (const name of Object.keys(answer.headers ?? {}))
      if (heard.headers.get(name) === null) throw new Error(`${id} answers without ${name}`);
    const [type = ""] = (heard.headers.get("content-type") ?? "").split(";");
    if ("json" in answer) {
      if (type !== "application/json") throw new Error(`${id} answers ${type} for JSON`);
      this.#checkJson(id, heard.status, type, heard.body);
      // The document lets answers grow; the schema behind it does not, so that no field goes undescribed.
      const { error } = answer.json.safeParse(heard.body);
      if (error !== undefined) throw new Error(`${id}: ${JSON.stringify(error.issues)} ${heard.text}`);
      return;
    }
    const types = Object.keys(answer.content);
    if (types.length > 0 && !types.includes(type)) throw new Error(`${id} answers ${type}`);
    if (type !== "application/x-ndjson") return;
    const lines = heard.text.split("\n").filter((line) => line !== "");
    for (const line of lines) {
      this.#checkJson(id, heard.status, type, JSON.parse(line));
      const { error } = answer.content[type]?.safeParse(JSON.parse(line)) ?? {};
      if (error !== undefined) throw new Error(`${id}: ${JSON.stringify(error.issues)} ${line}`);
    }
  }

  #checkJson(id: OperationId, status: number, type: string, value: unknown): void {
    const { path, method }: Operation = OPERATIONS[id];
    const place = [
      "paths",
      path,
      method.toLowerCase(),
      "responses",
      String(status),
      "content",
      type,
      "schema",
    ];
    const $ref = `openapi#/${place.map(step).join("/")}`;
    const validate = this.#ajv.compile({ $ref });
    if (!validate(value))
      throw new Error(`${id}: ${this.#ajv.errorsText(validate.errors)} ${JSON.stringify(value)}`);
  }
}
