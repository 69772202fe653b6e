import type { MiddlewareHandler } from "hono";

/** What a careful shop sends: Halley has to work under it, without a nonce and without inline code. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A page may have a policy of its own. */
export const securityHeaders = (): MiddlewareHandler => async (context, next) => {
  await next();
  if (!context.res.headers.has("content-security-policy")) {
    context.header("content-security-policy", CONTENT_SECURITY_POLICY);
  }
  context.header("referrer-policy", "strict-origin-when-cross-origin");
  context.header("x-content-type-options", "nosniff");
};
