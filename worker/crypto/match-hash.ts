import { createHash } from "node:crypto";

/** SHA-256 over UTF-8, as ad platforms write it. The empty text has none, so that nothing is matched by it. */
export const matchHash = (text: string, encoding: "hex" | "base64"): string =>
  text === "" ? "" : createHash("sha256").update(text).digest(encoding);

/** A hash in hex, written in another encoding. */
export const hashWritten = (hex: string, encoding: "hex" | "base64"): string =>
  encoding === "hex" ? hex : Buffer.from(hex, "hex").toString("base64");
