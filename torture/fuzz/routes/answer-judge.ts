import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { DescribedRoute } from "./described-route.ts";
import type { MadeRequest } from "./request-maker.ts";

export interface HeardAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Titles of problems consist of short words; what is shorter than this could be one. */
const TELLING_MIN_LENGTH = 8;
/** Of an address that leads nowhere, or elsewhere. */
const OF_EVERY_ODD_PATH = new Set(["route_unknown", "method_not_allowed", "site_unknown"]);

const step = (name: string): string => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // Pages and scripts.
  }
};

/** Holds answers against what the document says of their route. */
export class AnswerJudge {
  readonly #documentText: string;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: object) {
    this.#documentText = JSON.stringify(document);
    this.#ajv.addSchema(document, "openapi");
  }

  /** Why an answer is none that the document describes; null where it is one. */
  faultOf(route: DescribedRoute, request: MadeRequest, answer: HeardAnswer): string | null {
    const { status, headers, text } = answer;
    if (headers.get("request-id") === null) return "has no request id";
    const [type = ""] = (headers.get("content-type") ?? "").split(";");
    if (type === "application/problem+json") return this.#problemFault(route, request, answer);
    if (!route.codes.has(status) && !request.isPathOdd)
      return `is not described: ${status} ${text.slice(0, 100)}`;
    if (status >= 400 && type !== "text/html" && type !== "image/gif")
      return `is a refusal as ${type || "nothing"}`;
    if (type !== "application/json" || request.isPathOdd) return null;
    return this.#bodyFault(route, status, parsed(text));
  }

  #problemFault(route: DescribedRoute, request: MadeRequest, { status, text }: HeardAnswer): string | null {
    const problem = parsed(text) as { status?: unknown; code?: unknown } | undefined;
    const code = String(problem?.code);
    if (problem?.status !== status) return `says another status than ${status}`;
    const isOdd = request.isPathOdd && OF_EVERY_ODD_PATH.has(code);
    const known = route.codes.get(status);
    if (!isOdd && known?.has(code) !== true) return `has the code ${code}, which is not described`;
    const repeated = request.said.find(
      (said) =>
        said.length >= TELLING_MIN_LENGTH && text.includes(said) && !this.#documentText.includes(said),
    );
    return repeated === undefined ? null : `repeats ${JSON.stringify(repeated.slice(0, 40))}`;
  }

  #bodyFault({ id, path, method }: DescribedRoute, status: number, value: unknown): string | null {
    if (value === undefined) return "says to be JSON and is none";
    const name = `${id} ${status}`;
    let validate = this.#validators.get(name);
    if (validate === undefined) {
      const place = [
        "paths",
        path,
        method.toLowerCase(),
        "responses",
        `${status}`,
        "content",
        "application/json",
      ];
      validate = this.#ajv.compile({ $ref: `openapi#/${[...place, "schema"].map(step).join("/")}` });
      this.#validators.set(name, validate);
    }
    return validate(value) ? null : `is not as described: ${this.#ajv.errorsText(validate.errors)}`;
  }
}
