import { buildAll } from "../../scripts/build.ts";

let built: Promise<void> | null = null;

/** The product is the same for all benchmarks of a run: the first that needs it builds it. */
export const buildOnce = (): Promise<void> => (built ??= buildAll());
