import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a Worker of the benchmarks as the product's own is bundled. `entry` is relative to `bench/`. */
export const bundleWorker = async (entry: string, outfile: string): Promise<void> => {
  await build({
    entryPoints: [fileURLToPath(new URL(`../${entry}`, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker"],
    external: ["cloudflare:*", "node:*"],
    logLevel: "warning",
  });
};
