import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../bench/servers/workerd.ts";
import { type Instance, type InstanceOptions, startInstance } from "../scripts/instance.ts";

const ADMIN_KEY = "torture-admin-key";
export const SITE = "torture";

/** The built Worker on workerd, as `npm run serve` runs it, to be killed and started again on the same data. */
export class Victim {
  readonly folder: string;
  #options: InstanceOptions;
  #instance: Instance;

  private constructor(folder: string, options: InstanceOptions, instance: Instance) {
    this.folder = folder;
    this.#options = options;
    this.#instance = instance;
  }

  static async start(cleanUp: AsyncDisposableStack, parent: string = tmpdir()): Promise<Victim> {
    const folder = await mkdtemp(path.join(parent, "halley-torture-"));
    cleanUp.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const options: InstanceOptions = {
      port: await freePort(),
      dataFolder: folder,
      adminKey: ADMIN_KEY,
      visitorShards: 4,
      contactShards: 2,
      // What is made up may name the address of a real platform.
      isOffline: true,
    };
    const victim = new Victim(folder, options, await startInstance(options));
    cleanUp.defer(() => victim.kill());
    return victim;
  }

  get origin(): string {
    return this.#instance.origin;
  }

  get port(): number {
    return this.#options.port;
  }

  get pid(): number {
    return this.#instance.process.pid ?? 0;
  }

  get authorization(): { authorization: string } {
    return { authorization: `Bearer ${ADMIN_KEY}` };
  }

  /** Ends the process without a warning. */
  kill(): Promise<void> {
    return this.#instance.stop("SIGKILL");
  }

  /** From the next start on no file may grow beyond; null lifts that. */
  limitFiles(maxKiB: number | null): void {
    this.#options = { ...this.#options, fileMaxKiB: maxKiB ?? undefined };
  }

  /** Starts again on the same data; resolves with how long it took until it could commit, in milliseconds. */
  async restart(): Promise<number> {
    const startedAt = performance.now();
    this.#instance = await startInstance(this.#options);
    return performance.now() - startedAt;
  }

  /** Asks as the operator, below the site's address. */
  ask(
    method: string,
    route: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(`${this.origin}/v1/sites/${SITE}${route}`, {
      method,
      headers: { ...this.authorization, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  }

  /** The same, where nothing but a success will do. */
  async must(method: string, route: string, body?: unknown): Promise<unknown> {
    const answer = await this.ask(method, route, body);
    if (!answer.ok) throw new Error(`${method} ${route} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
}
