import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { type CompressOptions, minify } from "terser";

/** The free name by which the core reads its settings. */
export const SETTINGS_NAME = "$";

/** A script with settings in front of it, in a scope of its own. */
export const wrapSnippet = (settingsJson: string, core: string): string =>
  `(()=>{const ${SETTINGS_NAME}=${settingsJson};${core}})()`;

/** Body of the answer of `GET /h/{site}.js`: the core, and behind it what watches the page, which shares its settings. */
export const withWatch = ({ core, watch }: Pick<SnippetBuild, "core" | "watch">): string =>
  `${core};(()=>{${watch}})()`;

/** For the head of a page: keeps the calls made before the script arrives. Stable, so that its hash can be published. */
export const INLINE_STUB = "window.halley||(halley=function(){(halley.q=halley.q||[]).push(arguments)})";

export interface SnippetBuild {
  /** Body of a classic script, to be wrapped. */
  core: string;
  /** Body of what watches for consent tools and placements: it comes with the core, and shares its settings. */
  watch: string;
  /** Code of the lazily imported module by the name under which it is served: `x-0a1b2c3d.js`. */
  chunks: Record<string, string>;
  /** The same for pages with a consent tool: what hears it. */
  adapter: Record<string, string>;
  /** The same for pages with placements: what fills them, what few creatives have, and what hands over audiences. */
  placements: Record<string, string>;
  /** The same for pages that ask for push messages: what subscribes to them. */
  push: Record<string, string>;
  /** The same for the page that a message's link to a cart leads to: what reads it. */
  cart: Record<string, string>;
  /** Body of the service worker that shows them, to be wrapped. */
  serviceWorker: string;
}

/** For what tells the server `true`, and not 1. */
const WITH_BOOLEANS: CompressOptions = { booleans_as_integers: false };

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

/** One minified module of the snippet; `replaced` swaps files of it, `compress` is where it differs from the others. */
export const bundle = async (
  entry: string,
  define: Record<string, string>,
  replaced: Readonly<Record<string, string>> = {},
  compress: CompressOptions = {},
): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [`${folder}snippet/${entry}.ts`],
    bundle: true,
    format: "esm",
    target: "es2022",
    minifySyntax: true,
    define,
    // A chunk of a chunk, by its served name.
    external: ["./c-*", "./r-*"],
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
      ...compress,
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
  const adapter = await bundle("signals/adapter", {});
  const adapterName = servedName("s", adapter);
  const show = await bundle("placements/show", {});
  const showName = servedName("c", show);
  const rare = await bundle("placements/rare", {});
  const rareName = servedName("r", rare);
  const placements = await bundle("placements/placements", {
    $SHOW: JSON.stringify(`./${showName}`),
    $RARE: JSON.stringify(`./${rareName}`),
  });
  const placementsName = servedName("p", placements);
  const push = await bundle("push/push", {}, {}, WITH_BOOLEANS);
  const pushName = servedName("n", push);
  const audiences = await bundle("placements/audiences", {});
  const audiencesName = servedName("a", audiences);
  const cart = await bundle("cart/recover-cart", {});
  const cartName = servedName("k", cart);
  const names = {
    $CHUNK: JSON.stringify(chunkName),
    $ADAPTER: JSON.stringify(adapterName),
    $PLACEMENTS: JSON.stringify(placementsName),
    $PUSH: JSON.stringify(pushName),
    $AUDIENCES: JSON.stringify(audiencesName),
    $CART: JSON.stringify(cartName),
  };
  const define = { $SETTINGS: SETTINGS_NAME, ...names };
  return {
    core: await bundle("core", define, replaced),
    watch: await bundle("watch", define),
    chunks: { [chunkName]: chunk },
    adapter: { [adapterName]: adapter },
    placements: {
      [placementsName]: placements,
      [showName]: show,
      [rareName]: rare,
      [audiencesName]: audiences,
    },
    push: { [pushName]: push },
    cart: { [cartName]: cart },
    serviceWorker: await bundle(
      "service-worker/service-worker",
      { $SETTINGS: SETTINGS_NAME },
      {},
      WITH_BOOLEANS,
    ),
  };
};

/** Every lazily imported module by its name. */
export const modulesOf = ({
  chunks,
  adapter,
  placements,
  push,
  cart,
}: SnippetBuild): Record<string, string> => ({
  ...chunks,
  ...adapter,
  ...placements,
  ...push,
  ...cart,
});
