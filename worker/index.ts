import { API_REFERENCE } from "../build/embedded/api-reference.js";
import { FREE_MAIL_DOMAINS } from "../build/embedded/free-mail-domains.js";
import { SNIPPET_BUNDLE } from "../build/embedded/snippet-bundle.js";
import { createApp } from "./app.ts";
import type { Environment } from "./configuration/environment.ts";
import { restoreClock } from "./configuration/manual-clock.ts";
import { serve } from "./http/serve.ts";

export { ProfileShard } from "./profile/profile-shard.ts";
export { Site } from "./site/site.ts";

const app = createApp(SNIPPET_BUNDLE, FREE_MAIL_DOMAINS, API_REFERENCE);

export default {
  async fetch(request, env, ctx): Promise<Response> {
    await restoreClock(env);
    return serve(app, request, env, ctx);
  },
} satisfies ExportedHandler<Environment>;
