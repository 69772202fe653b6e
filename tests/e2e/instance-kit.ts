import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Instance, type InstanceOptions, startInstance } from "../../scripts/instance.ts";

const ADMIN_KEY = "end-to-end-admin-key";

/** A port that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where it is no JSON document. */
  readonly body: unknown;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // Exports are lines, and a 204 is nothing.
  }
};

/** The built Worker on workerd with its own port, data folder and admin key, and its HTTP API. */
export class TestInstance {
  readonly adminKey = ADMIN_KEY;
  readonly #options: InstanceOptions;
  #instance: Instance;

  private constructor(options: InstanceOptions, instance: Instance) {
    this.#options = options;
    this.#instance = instance;
  }

  static async start(options: Partial<InstanceOptions> = {}): Promise<TestInstance> {
    const complete: InstanceOptions = {
      port: await freePort(),
      dataFolder: await mkdtemp(join(tmpdir(), "halley-e2e-")),
      adminKey: ADMIN_KEY,
      clock: "manual",
      visitorShards: 2,
      contactShards: 2,
      ...options,
    };
    return new TestInstance(complete, await startInstance(complete));
  }

  get origin(): string {
    return this.#instance.origin;
  }

  /** Calls the API below `/v1`; a body makes it a PUT unless a method is named. */
  async call(path: string, request: { method?: string; body?: object; key?: string } = {}): Promise<Answer> {
    const { body, key = this.adminKey, method = body === undefined ? "GET" : "PUT" } = request;
    const answer = await fetch(`${this.origin}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: parsed(text) };
  }

  /** Stops time at `now`, epoch milliseconds; what is due has happened when it resolves. */
  async setClock(now: number): Promise<void> {
    const { status } = await this.call("/clock", { method: "POST", body: { now } });
    if (status !== 200) throw new Error(`the clock answered ${status}`);
  }

  /** Ends the process without a warning. */
  async kill(): Promise<void> {
    await this.#instance.stop("SIGKILL");
  }

  /** Starts again with the same port, data and keys. */
  async restart(): Promise<void> {
    this.#instance = await startInstance(this.#options);
  }

  /** Ends the process and removes its data. */
  async remove(): Promise<void> {
    await this.#instance.stop("SIGKILL");
    await rm(this.#options.dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
}
