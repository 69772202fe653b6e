import { createHash } from "node:crypto";

/** SHA-256 over UTF-8, as ad platforms write it. The empty text has none, so that nothing is matched by it. */
export const matchHash = (text: string, encoding: "hex" | "base64"): string =>
  text === "" ? "" : createHash("sha256").update(text).digest(encoding);
