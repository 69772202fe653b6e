import type { HttpContext } from "../context.ts";

/** When what Halley does about the signal changed last. */
const LAST_UPDATE = "2026-11-25";

/** `GET /.well-known/gpc.json`: the site honours Global Privacy Control. Source: w3c.github.io/gpc §5. */
export const declareGlobalPrivacyControl = (c: HttpContext): Response =>
  c.json({ gpc: true, lastUpdate: LAST_UPDATE });
