import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { minify } from "terser";

/** The free name by which the core reads its settings. */
export const SETTINGS_NAME = "$";

/** The answer of `GET /h/{site}.js`: settings, then the core, in a scope of their own. */
export const wrapSnippet = (settingsJson: string, core: string): string =>
  `(()=>{const ${SETTINGS_NAME}=${settingsJson};${core}})()`;

/** For the head of a page: keeps the calls made before the script arrives. Stable, so that its hash can be published. */
export const INLINE_STUB = "window.halley||(halley=function(){(halley.q=halley.q||[]).push(arguments)})";

export interface SnippetBuild {
  /** Body of a classic script, to be wrapped. */
  core: string;
  /** Code of the lazily imported modules by the name under which they are served: `f-0a1b2c3d.js`. */
  chunks: Record<string, string>;
  /** For the head of a page. */
  inlineStub: string;
}

const folder = fileURLToPath(new URL("../", import.meta.url));

/** Replaces a file of the snippet by one that does nothing, to weigh it. */
const without = (names: string[]): Plugin => ({
  name: "without",
  setup(bundler) {
    const filter = new RegExp(`/snippet/(?:${names.join("|")})\\.ts$`);
    if (names.length > 0)
      bundler.onLoad({ filter }, ({ path }) => ({
        contents: EMPTY[path.replace(/^.*\//, "")]!,
        resolveDir: `${folder}snippet`,
      }));
  },
});
const EMPTY: Record<string, string> = {
  "offline-queue.ts": `import { queue, setQueue } from "./queue.ts";
    export const persist = () => {}, takeOver = async () => {}, erase = () => setQueue([]),
      discard = (gone) => setQueue(queue.filter((event) => !gone.includes(event)));`,
  "lock.ts": "export const releaseLock = () => {}, underLock = (work) => work(true);",
  "backoff.ts": "export const failures = 0, endFailures = () => {}, nextWait = () => 1_000;",
};

const bundle = async (
  entry: string,
  define: Record<string, string>,
  left: string[] = [],
): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [`${folder}snippet/${entry}.ts`],
    bundle: true,
    format: "esm",
    target: "es2020",
    minifySyntax: true,
    define,
    plugins: [without(left)],
    write: false,
  });
  const { code } = await minify(outputFiles[0]!.text, {
    module: true,
    ecma: 2020,
    compress: { passes: 3, unsafe: true, unsafe_arrows: true, pure_getters: true, hoist_funs: true },
  });
  return code!;
};

const servedName = (letter: string, code: string): string =>
  `${letter}-${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;

/** Builds the snippet; `left` names files to leave out, for measuring only. */
export const buildSnippet = async (left: string[] = []): Promise<SnippetBuild> => {
  const [forms, dataLayer] = await Promise.all([bundle("forms", {}), bundle("data-layer", {})]);
  const formsName = servedName("f", forms);
  const dataLayerName = servedName("g", dataLayer);
  const define = {
    $SETTINGS: SETTINGS_NAME,
    $FORMS: JSON.stringify(formsName),
    $DATA_LAYER: JSON.stringify(dataLayerName),
  };
  return {
    core: await bundle("core", define, left),
    chunks: { [formsName]: forms, [dataLayerName]: dataLayer },
    inlineStub: INLINE_STUB,
  };
};

const writeBuild = async ({ core, chunks, inlineStub }: SnippetBuild): Promise<void> => {
  const out = `${folder}build/snippet/`;
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const files: Record<string, string> = { "core.js": core, "stub.js": inlineStub };
  const manifest = { core: "core.js", stub: "stub.js", chunks: {} as Record<string, string> };
  for (const [name, code] of Object.entries(chunks)) {
    const file = name.startsWith("f-") ? "forms.js" : "data-layer.js";
    files[file] = code;
    manifest.chunks[name] = file;
  }
  files["manifest.json"] = `${JSON.stringify(manifest, null, 2)}\n`;
  await Promise.all(Object.entries(files).map(([file, text]) => writeFile(out + file, text)));
};

if (import.meta.main) await writeBuild(await buildSnippet());
