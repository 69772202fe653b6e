import { Session } from "node:inspector/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Code whose branches are looked for. */
const OURS = ["worker/", "schemas/"].map((folder) => `file://${ROOT}${folder}`);

/**
 * Which stretches of our code ran, as V8 counts them. Asking takes longer than most parsers run, so it is asked after many
 * inputs at once, and again in halves where one of them reached something new.
 */
export class Coverage implements AsyncDisposable {
  readonly #session = new Session();
  readonly #reached = new Set<string>();

  static async start(): Promise<Coverage> {
    const coverage = new Coverage();
    coverage.#session.connect();
    await coverage.#session.post("Profiler.enable");
    await coverage.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    await coverage.#take();
    return coverage;
  }

  get size(): number {
    return this.#reached.size;
  }

  /** Runs and tells which stretches were never reached before; they count as reached only by `keep`. */
  async newOf(run: () => void): Promise<string[]> {
    run();
    return (await this.#take()).filter((stretch) => !this.#reached.has(stretch));
  }

  keep(stretches: readonly string[]): void {
    for (const stretch of stretches) this.#reached.add(stretch);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.post("Profiler.stopPreciseCoverage");
    this.#session.disconnect();
  }

  /** What ran since it was asked last. */
  async #take(): Promise<string[]> {
    const { result } = await this.#session.post("Profiler.takePreciseCoverage");
    return result
      .filter(({ url }) => OURS.some((folder) => url.startsWith(folder)))
      .flatMap(({ url, functions }) =>
        functions
          .flatMap(({ ranges }) => ranges)
          .filter(({ count }) => count > 0)
          .map(({ startOffset, endOffset }) => `${url}:${startOffset}-${endOffset}`),
      );
  }
}
