import { clock } from "../worker/configuration/clock.ts";
import type { Environment } from "../worker/configuration/environment.ts";
import { restoreClock } from "../worker/configuration/manual-clock.ts";
import worker from "../worker/index.ts";
import { createShop } from "./shop.ts";
import type { ShopPorts } from "./shop-ports.ts";
import { readVisitor } from "./visitor.ts";

export { ProfileShard, Site } from "../worker/index.ts";

const shop = createShop();

/** Halley's own HTTP API, without a network in between. */
const createPorts = (request: Request, env: Environment, context: ExecutionContext): ShopPorts => ({
  askHalley: async (path, body) => {
    const headers = { authorization: `Bearer ${env.ADMIN_KEY ?? ""}`, "content-type": "application/json" };
    const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    const url = new URL(path, request.url);
    return worker.fetch(new Request<unknown, IncomingRequestCfProperties>(url, init), env, context);
  },
  readVisitor: () => readVisitor(request, env),
  readClock: async () => {
    await restoreClock(env);
    return { now: clock.now(), isManual: env.CLOCK === "manual" };
  },
});

/** The Worker of development: Halley with a shop in front of it. */
export default {
  async fetch(request, env, context): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/") return Response.redirect(new URL(`/demo/${url.search}`, url).href, 302);
    if (/^\/demo(?:\/|$)/.test(url.pathname)) return shop.fetch(request, createPorts(request, env, context));
    return worker.fetch(request, env, context);
  },
} satisfies ExportedHandler<Environment>;
