import { Hono } from "hono";
import { DEMO_SITE } from "./seed.ts";
import type { ShopPorts } from "./shop-ports.ts";

const ADVANCE_MAX_MS = 30 * 24 * 60 * 60 * 1_000;

/** What `GET /demo/api/you` answers. */
interface You {
  /** Whether time can be moved on with `POST /demo/api/clock`. */
  manual_clock: boolean;
  /** Epoch milliseconds by the clock that the rules see. */
  now: number;
  profile: unknown;
  audiences: unknown[];
}

const field = (body: unknown, name: string): unknown =>
  typeof body === "object" && body !== null
    ? Object.entries(body).find(([key]) => key === name)?.[1]
    : undefined;

const audiencesOf = (body: unknown): unknown[] => {
  const audiences = field(body, "audiences");
  return Array.isArray(audiences) ? audiences : [];
};

const readYou = async (ports: ShopPorts): Promise<You> => {
  const { now, isManual } = await ports.readClock();
  const nobody: You = { manual_clock: isManual, now, profile: null, audiences: [] };
  const visitor = ports.readVisitor();
  if (visitor === null) return nobody;
  const path = `/v1/sites/${DEMO_SITE}/profiles/${visitor}`;
  const [profile, membership] = await Promise.all([
    ports.askHalley(path),
    ports.askHalley(`${path}/audiences`),
  ]);
  // A cookie whose profile was erased, or holds nothing yet, is a visitor we know nothing of.
  if (profile.status === 404) return nobody;
  if (!profile.ok || !membership.ok)
    throw new Error(`profile ${profile.status}, audiences ${membership.status}`);
  const audiences = audiencesOf(await membership.json());
  return { ...nobody, profile: await profile.json(), audiences };
};

const isAdvance = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= ADVANCE_MAX_MS;

/**
 * The shop's server asking Halley about the visitor of this request.
 * Only for development: a public page must not show a profile.
 */
export const createYouApi = (): Hono<{ Bindings: ShopPorts }> => {
  const api = new Hono<{ Bindings: ShopPorts }>();

  api.get("/you", async (c) => c.json(await readYou(c.env), 200, { "cache-control": "no-store" }));

  api.post("/clock", async (c) => {
    const body: unknown = await c.req.json().catch(() => null); // What is not JSON is refused below.
    const advance = field(body, "advance");
    if (!isAdvance(advance)) return c.json({ error: "advance: milliseconds, at most 30 days" }, 400);
    const answer = await c.env.askHalley("/v1/clock", { advance });
    return c.body(await answer.text(), answer.ok ? 200 : 404, { "content-type": "application/json" });
  });

  api.onError((error, c) => c.json({ error: error.message }, 502));
  return api;
};
