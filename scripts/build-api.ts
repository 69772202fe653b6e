import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { openapiDocument } from "../api/openapi/openapi-document.ts";
import { REFERENCE_STYLE } from "../api/reference/reference-style.ts";
import { referencePage } from "../api/reference/reference-page.ts";
import { readSchemaComments } from "./schema-comments.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");
const etagOf = (text: string): string =>
  `"${digest(text)
    .replace(/[^a-zA-Z0-9]/g, "")
    .slice(0, 20)}"`;

/** Nothing from elsewhere: one style sheet, one script, and calls to the instance itself. */
const policyOf = (script: string): string =>
  [
    "default-src 'none'",
    `style-src 'sha256-${digest(REFERENCE_STYLE)}'`,
    `script-src 'sha256-${digest(script)}'`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

export interface BuiltReference {
  readonly openapi: { readonly text: string; readonly etag: string };
  readonly page: { readonly text: string; readonly etag: string; readonly policy: string };
}

/** The description of the API and its page, made once: a Worker that starts only finds two texts. */
export const buildReference = async (): Promise<BuiltReference> => {
  const document = openapiDocument(readSchemaComments());
  const source = await readFile(`${root}api/reference/reference-page.client.js`, "utf8");
  const { code } = await transform(source, { minify: true, target: "es2022", format: "iife" });
  const script = code.trim();
  const text = JSON.stringify(document);
  const page = await referencePage(document, script);
  return {
    openapi: { text, etag: etagOf(text) },
    page: { text: page, etag: etagOf(page), policy: policyOf(script) },
  };
};

/** The typed client as one module without dependencies. */
export const buildClient = async (): Promise<Uint8Array> => {
  const { outputFiles } = await build({
    entryPoints: [`${root}client/client.ts`],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("a build has an output");
  return file.contents;
};
