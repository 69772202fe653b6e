import { Hono } from "hono";
import type { HalleyEnv, HalleyWorker } from "./halley-worker.ts";
import { DEMO_SITE } from "./seed.ts";
import { readVisitor } from "./visitor.ts";

type Api = { Bindings: HalleyEnv };

const ADVANCE_MAX_MS = 30 * 24 * 60 * 60 * 1_000;

/** What `GET /demo/api/you` answers. */
interface You {
  manual_clock: boolean;
  /** Epoch milliseconds by the clock that the rules see. */
  now: number;
  profile: unknown;
  audiences: unknown[];
}

const nowOf = (body: unknown): number | undefined => {
  const now = typeof body === "object" && body !== null && "now" in body ? body.now : undefined;
  return typeof now === "number" ? now : undefined;
};

const audiencesOf = (body: unknown): unknown[] => {
  const list = typeof body === "object" && body !== null && "audiences" in body ? body.audiences : undefined;
  return Array.isArray(list) ? list : [];
};

/**
 * The shop's server asking Halley's own HTTP API, in process, about the visitor whose cookie this request carries.
 * Only for development: a public page must not show a profile.
 */
export const createYouApi = (worker: HalleyWorker): Hono<Api> => {
  const api = new Hono<Api>();
  /** Whether this process runs under the manual clock; it never changes while the process lives. */
  let isClockManual: boolean | undefined;

  const ask = async (
    path: string,
    request: Request,
    env: HalleyEnv,
    context: ExecutionContext,
    body?: object,
  ): Promise<Response> => {
    const init = {
      method: body === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${env.ADMIN_KEY}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return worker.fetch(new Request(new URL(path, request.url), init), env, context);
  };

  /** Advancing by nothing is how the clock is asked for the time. */
  const readClock = async (request: Request, env: HalleyEnv, context: ExecutionContext) => {
    if (isClockManual === false) return undefined;
    const answer = await ask("/v1/clock", request, env, context, { advance: 0 });
    isClockManual = answer.ok;
    return answer.ok ? nowOf(await answer.json()) : undefined;
  };

  api.get("/you", async (c) => {
    c.header("cache-control", "no-store");
    const request = c.req.raw;
    const context = c.executionCtx as ExecutionContext;
    const clockNow = await readClock(request, c.env, context);
    const you: You = {
      manual_clock: isClockManual === true,
      now: clockNow ?? Date.now(),
      profile: null,
      audiences: [],
    };
    const visitor = await readVisitor(request, c.env);
    if (visitor === null) return c.json(you);
    const profiles = `/v1/sites/${DEMO_SITE}/profiles/${visitor}`;
    const [profile, audiences] = await Promise.all([
      ask(profiles, request, c.env, context),
      ask(`${profiles}/audiences`, request, c.env, context),
    ]);
    // A cookie whose profile was erased, or holds nothing yet, is a visitor we know nothing of.
    if (!profile.ok || !audiences.ok) return c.json(you);
    const membership: unknown = await audiences.json();
    return c.json({
      ...you,
      now: nowOf(membership) ?? you.now,
      profile: await profile.json(),
      audiences: audiencesOf(membership),
    });
  });

  api.post("/clock", async (c) => {
    const body: unknown = await c.req.json().catch(() => null); // Not JSON is a bad request, like any other body.
    const advance = typeof body === "object" && body !== null && "advance" in body ? body.advance : undefined;
    if (typeof advance !== "number" || !Number.isInteger(advance) || advance < 0 || advance > ADVANCE_MAX_MS) {
      return c.json({ error: "advance: milliseconds, at most 30 days" }, 400);
    }
    const context = c.executionCtx as ExecutionContext;
    return ask("/v1/clock", c.req.raw, c.env, context, { advance });
  });

  return api;
};
