import worker from "../worker/index.ts";
import { createShop } from "./shop.ts";
import type { ShopPorts } from "./shop-ports.ts";
import { readVisitor } from "./visitor.ts";

export { ProfileShard, Site } from "../worker/index.ts";

type Env = Parameters<typeof worker.fetch>[1];

const shop = createShop();

/** Halley's own HTTP API, without a network in between. */
const createPorts = (request: Request, env: Env, context: ExecutionContext): ShopPorts => ({
  askHalley: async (path, body) => {
    const headers = { authorization: `Bearer ${env.ADMIN_KEY}`, "content-type": "application/json" };
    const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
    return worker.fetch(new Request(new URL(path, request.url), init), env, context);
  },
  readVisitor: () => readVisitor(request, env),
});

/** The Worker of development: Halley with a shop in front of it. */
export default {
  fetch(request: Request, env: Env, context: ExecutionContext): Response | Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/") return Response.redirect(new URL("/demo/", url).href, 302);
    if (/^\/demo(?:\/|$)/.test(url.pathname)) return shop.fetch(request, createPorts(request, env, context));
    return worker.fetch(request, env, context);
  },
};
