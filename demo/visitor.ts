import { visitorOf } from "../worker/http/visitor-cookie.ts";
import { DEMO_SITE } from "./seed.ts";

/** The visitor id in the signed cookie, or null without one. The page's own script cannot read it. */
export const readVisitor = async (
  request: Request,
  env: Parameters<typeof visitorOf>[2],
): Promise<string | null> => Promise.resolve(visitorOf(request, DEMO_SITE, env));
