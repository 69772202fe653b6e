import { createRandom, pick } from "../../../bench/collect/random.ts";
import { openShop } from "../../shop.ts";
import { never, type Verdict } from "../../verdict.ts";
import type { Victim } from "../../victim.ts";
import { AnswerJudge, type HeardAnswer } from "./answer-judge.ts";
import { type ApiDocument, type DescribedRoute, readRoutes } from "./described-route.ts";
import { furnish, makeKeys } from "./furnish.ts";
import { type MadeRequest, RequestMaker } from "./request-maker.ts";

export interface RouteFuzzing {
  readonly seed: number;
  readonly durationMs: number;
}

/** Requests change the settings and delete what they find; now and then the shop is opened anew. */
const REOPEN_AFTER = 300;
const AT_ONCE = 4;
const NAMED_MAX = 20;

const ask = async (victim: Victim, { method, path, headers, body }: MadeRequest): Promise<HeardAnswer> => {
  const answer = await fetch(victim.origin + path, { method, headers, body, redirect: "manual" });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};

/** Lists of members are lines of JSON, and none as a whole. */
const isJson = ({ headers, text }: HeardAnswer): boolean =>
  text !== "" && headers.get("content-type")?.startsWith("application/json") === true;

/** Counts what was heard, by what is wrong with it. */
class Hearing {
  readonly failures: string[] = [];
  readonly faults: string[] = [];
  readonly succeeded = new Set<string>();
  readonly refused = new Set<string>();
  asked = 0;
  overloaded = 0;

  add(route: DescribedRoute, request: MadeRequest, answer: HeardAnswer, fault: string | null): void {
    this.asked++;
    const { status, headers, text } = answer;
    if (status === 503 && headers.has("retry-after")) {
      this.overloaded++;
    } else if (status >= 500) {
      this.failures.push(`${route.id}: ${status} to ${request.path.slice(0, 120)} ${sentIn(request)}`);
    } else if (fault !== null) {
      this.faults.push(`${route.id} ${fault} (${request.path.slice(0, 120)} ${sentIn(request)})`);
    } else if (status < 400) {
      this.succeeded.add(route.id);
    } else {
      this.refused.add(`${route.id} ${/"code":"([a-z_]+)"/.exec(text)?.[1] ?? status}`);
    }
  }
}

const sentIn = ({ body }: MadeRequest): string =>
  body === null ? "" : (typeof body === "string" ? body : `${body.length} bytes`).slice(0, 300);

/**
 * Asks every route that the instance describes, over and over, for what is as described and for what is not, and holds each
 * answer against the description. Requests follow from the seed, and from what answers named: those depend on their order.
 */
export const fuzzRoutes = async (victim: Victim, { seed, durationMs }: RouteFuzzing) => {
  const document = (await (await fetch(`${victim.origin}/openapi.json`)).json()) as ApiDocument;
  const routes = readRoutes(document);
  const random = createRandom(seed);
  const maker = new RequestMaker(document, random, await makeKeys(victim));
  const judge = new AnswerJudge(document);
  const hearing = new Hearing();
  const endsAt = performance.now() + durationMs;
  const askOnce = async (): Promise<void> => {
    const route = pick(routes, random);
    const request = maker.make(route);
    const answer = await ask(victim, request);
    const fault = judge.faultOf(route, request, answer);
    hearing.add(route, request, answer, fault);
    if (answer.status < 300 && isJson(answer)) maker.remember(JSON.parse(answer.text));
  };
  while (performance.now() < endsAt) {
    await openShop(victim);
    for (const named of await furnish(victim, routes)) maker.rely(named);
    for (let left = REOPEN_AFTER; left > 0 && performance.now() < endsAt; left -= AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, askOnce));
    }
  }
  await openShop(victim);
  const unheard = routes.map(({ id }) => id).filter((id) => !hearing.succeeded.has(id));
  const isAnyOpened = routes.some(({ id, needsKey }) => needsKey && hearing.succeeded.has(id));
  const verdicts: Verdict[] = [
    never(
      `answers of 500 and more to ${hearing.asked} requests at ${routes.length} routes`,
      hearing.failures,
    ),
    never("answers that are not as described, or repeat what was sent", hearing.faults),
    never("signs that no key opened a route", isAnyOpened ? [] : ["all were refused"]),
  ];
  const notes = [
    `seed ${seed}; ${hearing.overloaded} answers of 503 with Retry-After; ${hearing.succeeded.size} of ${routes.length} routes were heard to succeed, ${hearing.refused.size} refusals by route and code`,
    ...(unheard.length === 0 ? [] : [`only refused: ${unheard.slice(0, NAMED_MAX).join(", ")}`]),
  ];
  return { verdicts, notes };
};
