import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../instance-kit.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const ADMIN_KEY = "canary-admin-key";

/** The server as an operator starts it, with all that it prints and all that it writes. */
export class Served {
  readonly #port: number;
  readonly #folder: string;
  #child: ChildProcess | null = null;
  printed = "";

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
  }

  static async start(): Promise<Served> {
    const served = new Served(await freePort(), await mkdtemp(join(tmpdir(), "halley-canary-")));
    await served.run();
    return served;
  }

  async run(): Promise<void> {
    const options = ["--port", String(this.#port), "--data", this.#folder, "--clock", "manual"];
    const shards = ["--visitor-shards", "2", "--contact-shards", "2"];
    const child = spawn("node", ["scripts/serve.ts", ...options, ...shards], {
      cwd: root,
      env: { ...process.env, ADMIN_KEY },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const from = this.printed.length;
    await new Promise<void>((resolve, reject) => {
      const hear = (text: Buffer) => {
        this.printed += text.toString();
        if (/^ready /m.test(this.printed.slice(from))) resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", () => reject(new Error(this.printed)));
    });
  }

  /** Stops it as an operator does, or as a power failure does. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    const gone = new Promise((resolve) => {
      child.once("exit", resolve);
    });
    if (signal === "SIGKILL") process.kill(await this.#workerd(), "SIGKILL");
    child.kill(signal);
    await gone;
  }

  async #workerd(): Promise<number> {
    const owner = await readFile(join(this.#folder, "owner.json"), "utf8");
    return (JSON.parse(owner) as { workerd: number }).workerd;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.#port}${path}`, init);
  }

  /** Asks below `/v1` with the instance's key; returns the text of the answer, whatever it is. */
  async ask(method: string, path: string, body?: object): Promise<string> {
    const answer = await this.fetch(`/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.text();
  }

  /** Every byte of every file, by name: databases, logs of theirs, and what the server itself writes. */
  async #files(): Promise<Map<string, string>> {
    const files = new Map<string, string>();
    for (const entry of await readdir(this.#folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile()) files.set(file, await readFile(file, "latin1"));
    }
    return files;
  }

  /** Which of some texts are in any file, in any case. */
  async stored(texts: readonly string[]): Promise<string[]> {
    const all = [...(await this.#files()).values()].map((text) => text.toLowerCase());
    return texts.filter((text) => all.some((file) => file.includes(text.toLowerCase())));
  }

  async remove(): Promise<void> {
    await this.stop("SIGKILL");
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
