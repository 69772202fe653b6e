import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildSnippet, wrapSnippet } from "./build-snippet.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** The built snippet as a module of the Worker: the one place where the two meet. */
const embedSnippet = async (): Promise<void> => {
  const { core, chunks } = await buildSnippet();
  const folder = `${root}build/embedded/`;
  const [before = "", after = ""] = wrapSnippet("\0", core).split("\0");
  await mkdir(folder, { recursive: true });
  await writeFile(
    `${folder}snippet-bundle.js`,
    `const before = ${JSON.stringify(before)};
const after = ${JSON.stringify(after)};
export const SNIPPET_BUNDLE = {
  wrap: (settings) => before + settings + after,
  chunks: ${JSON.stringify(chunks)},
};
`,
  );
  await writeFile(
    `${folder}snippet-bundle.d.ts`,
    `export declare const SNIPPET_BUNDLE: {
  wrap: (settings: string) => string;
  chunks: Record<string, string>;
};
`,
  );
};

const bundleWorker = (entry: string, outfile: string) =>
  build({
    entryPoints: [`${root}${entry}`],
    outfile: `${root}build/${outfile}`,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker"],
    external: ["cloudflare:*", "node:*"],
    loader: { ".client.js": "text", ".css": "text", ".svg": "text" },
    sourcemap: "linked",
    logLevel: "warning",
  });

/** The production Worker, and the same with the demo shop in front of it. */
export const buildAll = async (): Promise<void> => {
  await embedSnippet();
  await Promise.all([
    bundleWorker("worker/index.ts", "worker/index.js"),
    bundleWorker("demo/index.ts", "demo/index.js"),
  ]);
};

if (import.meta.main) await buildAll();
