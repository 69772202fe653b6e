import type { CallName, CallOptions, Calls } from "./calls.ts";
import { readProblem } from "./halley-problem.ts";
import { linesOf } from "./lines.ts";
import { retryAfterMs } from "./retry-after.ts";
import { type Route, ROUTES } from "./routes.ts";

export type { CallName, CallOptions, Calls } from "./calls.ts";
export { eachPage } from "./each-page.ts";
export { HalleyProblem } from "./halley-problem.ts";
export type { Lines } from "./lines.ts";
export type { Problem, ProblemCode } from "../schemas/problem.ts";

export interface HalleyOptions {
  /** Where the instance is: `https://halley.shop.example`. */
  baseUrl: string | URL;
  /** Id of the site. */
  site: string;
  /** A key of the site, or the instance's own. */
  key: string;
  /**
   * How often a call that may be repeated is made again after no answer at all, or 429 or 503 that ask for a minute or less;
   * 3 where left out.
   */
  retries?: number;
  /** Instead of the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
  /** How to wait between tries, for tests. */
  wait?: (ms: number) => Promise<void>;
}

type Values = Readonly<Record<string, unknown>> & CallOptions & { readonly body?: unknown };

const FIRST_PAUSE_MS = 500;
/** A key has all its requests back within a minute. A quota may ask for the rest of the day, which is the caller's to wait. */
const PAUSE_MAX_MS = 60_000;

const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** A parameter as an address has it. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const addressOf = (route: Route, values: Values, { baseUrl, site }: HalleyOptions): URL => {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(name === "site" ? site : textOf(values[name])),
  );
  const url = new URL(path, baseUrl);
  for (const name of route.query) {
    const value = values[name];
    if (value !== undefined) url.searchParams.set(name, textOf(value));
  }
  return url;
};

const requestOf = (route: Route, values: Values, options: HalleyOptions): Request => {
  const { body, idempotencyKey, requestId, signal } = values;
  const headers = new Headers({ authorization: `Bearer ${options.key}` });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (requestId !== undefined) headers.set("request-id", requestId);
  if (route.keepsAnswers) headers.set("idempotency-key", idempotencyKey ?? crypto.randomUUID());
  return new Request(addressOf(route, values, options), {
    method: route.method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
};

const pauseMs = (response: Response | null, tries: number): number =>
  (response === null ? null : retryAfterMs(response)) ?? FIRST_PAUSE_MS * 2 ** tries;

/** Whether the same again may go better, and soon. What an earlier try began is answered when it is done. */
const isPassing = async (response: Response, tries: number): Promise<boolean> => {
  const { status } = response;
  if (status === 409) return (await readProblem(response.clone())).code === "idempotency_in_progress";
  return (status === 429 || status === 503) && pauseMs(response, tries) <= PAUSE_MAX_MS;
};

/** Sends a request, and again while that may help. Every try carries the same idempotency key. */
const send = async (request: Request, route: Route, options: HalleyOptions): Promise<Response> => {
  const { retries = 3, fetch: ask = fetch, wait = sleep } = options;
  for (let tries = 0; ; tries++) {
    const isLast = tries >= retries || !route.isRepeatable;
    let response: Response | null = null;
    try {
      response = await ask(request.clone());
      if (isLast || !(await isPassing(response, tries))) return response;
      await response.body?.cancel();
    } catch (error) {
      if (isLast || request.signal.aborted) throw error;
    }
    await wait(pauseMs(response, tries));
  }
};

const read = async (response: Response): Promise<unknown> => {
  if (!response.ok) throw await readProblem(response);
  if (response.status === 204) return undefined;
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return isJson ? response.json() : linesOf(response);
};

/** A client of one site. Throws a `HalleyProblem` for every answer that is not a success. */
export const createHalleyClient = (options: HalleyOptions): Calls => {
  const calls = (Object.entries(ROUTES) as [CallName, Route][]).map(([name, route]) => [
    name,
    async (values: Values = {}): Promise<unknown> =>
      read(await send(requestOf(route, values, options), route, options)),
  ]);
  return Object.fromEntries(calls) as Calls;
};
