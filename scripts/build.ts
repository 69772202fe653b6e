import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildClient, buildReference } from "./build-api.ts";
import { buildBanner, buildKeptChoice } from "./build-banner.ts";
import { buildSnippet, modulesOf, withWatch, wrapSnippet } from "./build-snippet.ts";
import { readFreeMailDomains } from "./free-mail-domains.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Leaves a file alone that is the same already, and replaces others at once: an instance may be reading it. */
const put = async (file: string, content: string | Uint8Array): Promise<void> => {
  const wanted = Buffer.from(content);
  const present = await readFile(file).catch(() => null);
  if (present?.equals(wanted) === true) return;
  await mkdir(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  await writeFile(beside, wanted);
  await rename(beside, file);
};

/** Writes a module that the Worker imports, which has no file system to read from. */
const embed = async (name: string, code: string, types: string): Promise<void> => {
  const file = `${root}build/embedded/${name}`;
  await Promise.all([put(`${file}.js`, code), put(`${file}.d.ts`, types)]);
};

/** Source of a function that puts settings in front of a script. */
const wrapper = (code: string): string => {
  const [before = "", after = ""] = wrapSnippet("\0", code).split("\0");
  return `(settings) => ${JSON.stringify(before)} + settings + ${JSON.stringify(after)}`;
};

/** The built snippet as a module of the Worker: the one place where the two meet. */
const embedSnippet = async (): Promise<void> => {
  const [snippet, banner, keptChoice] = await Promise.all([buildSnippet(), buildBanner(), buildKeptChoice()]);
  await embed(
    "snippet-bundle",
    `export const SNIPPET_BUNDLE = {
  wrap: ${wrapper(withWatch(snippet))},
  wrapKeptChoice: ${wrapper(keptChoice)},
  wrapBanner: ${wrapper(banner.loader)},
  wrapServiceWorker: ${wrapper(snippet.serviceWorker)},
  chunks: ${JSON.stringify({ ...modulesOf(snippet), ...banner.chunks })},
  banner: ${JSON.stringify({ hash: banner.hash, notice: banner.notice, names: banner.names })},
};
`,
    `export declare const SNIPPET_BUNDLE: {
  wrap: (settings: string) => string;
  wrapKeptChoice: (settings: string) => string;
  wrapBanner: (settings: string) => string;
  wrapServiceWorker: (settings: string) => string;
  chunks: Record<string, string>;
  banner: { hash: string; notice: string; names: Record<string, string> };
};
`,
  );
};

/** One text that is split when the Worker starts: smaller than a list of texts. */
const embedFreeMailDomains = async (): Promise<void> => {
  const domains = await readFreeMailDomains();
  await embed(
    "free-mail-domains",
    `export const FREE_MAIL_DOMAINS = new Set(${JSON.stringify(domains.join(" "))}.split(" "));\n`,
    "export declare const FREE_MAIL_DOMAINS: ReadonlySet<string>;\n",
  );
};

const embedReference = async (): Promise<void> => {
  await embed(
    "api-reference",
    `export const API_REFERENCE = ${JSON.stringify(await buildReference())};\n`,
    `export declare const API_REFERENCE: {
  openapi: { text: string; etag: string };
  page: { text: string; etag: string; policy: string };
};
`,
  );
};

const bundleWorker = async (entry: string, outfile: string): Promise<void> => {
  const { outputFiles } = await build({
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
    write: false,
  });
  await Promise.all(outputFiles.map(({ path: file, contents }) => put(file, contents)));
};

/** The production Worker, the same with the demo shop in front of it, and the client for those who call it. */
export const buildAll = async (): Promise<void> => {
  await Promise.all([embedSnippet(), embedFreeMailDomains(), embedReference()]);
  await Promise.all([
    buildClient().then((client) => put(`${root}build/client/client.js`, client)),
    bundleWorker("worker/index.ts", "worker/index.js"),
    bundleWorker("demo/index.ts", "demo/index.js"),
  ]);
};

if (import.meta.main) await buildAll();
