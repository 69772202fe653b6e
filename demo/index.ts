import worker from "../worker/index.ts";
import type { HalleyEnv } from "./halley-worker.ts";
import { createShop } from "./shop.ts";

export { ProfileShard, Site } from "../worker/index.ts";

const shop = createShop(worker);

/** The Worker of development: Halley with a shop in front of it. */
export default {
  fetch(request: Request, env: HalleyEnv, context: ExecutionContext): Response | Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/") return Response.redirect(new URL("/demo/", url).href, 302);
    if (/^\/demo(?:\/|$)/.test(url.pathname)) return shop.fetch(request, env, context);
    return worker.fetch(request, env, context);
  },
};
