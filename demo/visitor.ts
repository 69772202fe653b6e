import type { Environment } from "../worker/configuration/environment.ts";
import { secretsOf } from "../worker/http/secrets.ts";
import { visitorOf } from "../worker/http/sender/visitor-cookie.ts";
import { DEMO_SITE } from "./seed.ts";

/** The visitor id in the signed cookie, or null without one. The page's own script cannot read it. */
export const readVisitor = (request: Request, env: Environment): string | null =>
  visitorOf(request, DEMO_SITE, secretsOf(env, DEMO_SITE));
