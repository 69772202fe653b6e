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
  /** Code of the lazily imported module by the name under which it is served: `x-0a1b2c3d.js`. */
  chunks: Record<string, string>;
  /** For the head of a page. */
  inlineStub: string;
}

const folder = fileURLToPath(new URL("../", import.meta.url));

/** Replaces files of the snippet, to weigh it without them. */
const replace = (files: Readonly<Record<string, string>>): Plugin => ({
  name: "replace",
  setup: (bundler) => {
    bundler.onLoad({ filter: /\/snippet\/[a-z-]+\.ts$/ }, ({ path }) => {
      const contents = files[path.replace(/^.*\//, "")];
      return contents === undefined ? null : { contents, resolveDir: `${folder}snippet` };
    });
  },
});

/** One minified module of the snippet; `replaced` swaps files of it. */
export const bundle = async (
  entry: string,
  define: Record<string, string>,
  replaced: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [`${folder}snippet/${entry}.ts`],
    bundle: true,
    format: "esm",
    target: "es2022",
    minifySyntax: true,
    define,
    plugins: [replace(replaced)],
    write: false,
  });
  const { code } = await minify(outputFiles[0]!.text, {
    module: true,
    ecma: 2020,
    compress: {
      passes: 3,
      unsafe: true,
      unsafe_arrows: true,
      pure_getters: true,
      hoist_funs: true,
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- terser's enum has no values to import
      inline: 1,
      unsafe_methods: true,
      booleans_as_integers: true,
    },
  });
  return code!;
};

/** A name that carries a hash of the content, so that browsers may keep the file for ever. */
export const servedName = (letter: string, code: string): string =>
  `${letter}-${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;

/** Builds the snippet; `replaced` swaps files of it, for measuring only. */
export const buildSnippet = async (replaced?: Readonly<Record<string, string>>): Promise<SnippetBuild> => {
  const chunk = await bundle("extras", {});
  const chunkName = servedName("x", chunk);
  const define = { $SETTINGS: SETTINGS_NAME, $CHUNK: JSON.stringify(chunkName) };
  return {
    core: await bundle("core", define, replaced),
    chunks: { [chunkName]: chunk },
    inlineStub: INLINE_STUB,
  };
};

const writeBuild = async ({ core, chunks, inlineStub }: SnippetBuild): Promise<void> => {
  const out = `${folder}build/snippet/`;
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const files = { "core.js": core, "stub.js": inlineStub, ...chunks };
  await Promise.all(Object.entries(files).map(([file, text]) => writeFile(out + file, text)));
};

if (import.meta.main) await writeBuild(await buildSnippet());
