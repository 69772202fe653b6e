import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { assertWritable } from "./assert-writable.ts";
import { clearResidue } from "./clear-residue.ts";
import { claimDataFolder, writeOwner } from "./data-folder-lock.ts";
import { waitUntilReady } from "./wait-until-ready.ts";
import { workerdConfig } from "./workerd-config.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

export interface InstanceOptions {
  readonly port: number;
  /** Folder that holds everything; made where it is missing. */
  readonly dataFolder: string;
  readonly adminKey: string;
  readonly clock?: "manual" | undefined;
  /** Believe the reverse proxy's headers about country and address. */
  readonly trustProxy?: boolean;
  readonly countryHeader?: string | undefined;
  readonly subdivisionHeader?: string | undefined;
  readonly addressHeader?: string | undefined;
  readonly host?: string;
  /** Serve the demo shop too. */
  readonly withDemo?: boolean;
  readonly visitorShards?: number;
  readonly contactShards?: number;
  /** No file may grow beyond, KiB: as on a disk that is full. For trials. */
  readonly fileMaxKiB?: number | undefined;
  /** Nothing leaves this machine, nor reaches another program on it. For trials. */
  readonly isOffline?: boolean;
  /** PEM; see `WorkerdOptions`. */
  readonly trustedCertificates?: readonly string[];
}

/** A running instance: one workerd process. */
export interface Instance {
  readonly origin: string;
  readonly process: ChildProcess;
  /** Ends the process and resolves when it is gone; unless it was killed, nothing erased is left in its files then. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** The root secret of an instance: from the environment, else made once and kept beside the data. */
const rootSecret = async (dataFolder: string): Promise<string> => {
  const given = process.env["HALLEY_SECRET"];
  if (given !== undefined && given !== "") return given;
  const file = path.join(dataFolder, "secret");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch {
    const secret = randomBytes(32).toString("base64url");
    await writeFile(file, `${secret}\n`, { mode: 0o600, flag: "wx" });
    return secret;
  }
};

/** The program that the npm package brings for this machine. */
export const workerdBinary = (): string => {
  const require = createRequire(import.meta.url);
  return require.resolve(
    `@cloudflare/workerd-${process.platform === "win32" ? "windows" : process.platform}-${process.arch === "x64" ? "64" : "arm64"}/bin/workerd`,
  );
};

/** Writes beyond the limit fail as on a full disk; without the trap they would end the process. */
const LIMITED = `trap '' XFSZ; ulimit -f "$1"; shift; exec "$@"`;

const commandFor = (args: readonly string[], fileMaxKiB: number | undefined): [string, string[]] =>
  fileMaxKiB === undefined
    ? [workerdBinary(), [...args]]
    : ["bash", ["-c", LIMITED, "bash", String(fileMaxKiB), workerdBinary(), ...args]];

/** Starts the built Worker on workerd and resolves when it can commit. */
export const startInstance = async (options: InstanceOptions): Promise<Instance> => {
  const { port, adminKey, clock, host = "127.0.0.1" } = options;
  const dataFolder = path.resolve(options.dataFolder);
  const objects = path.join(dataFolder, "objects");
  await assertWritable(dataFolder);
  await mkdir(objects, { recursive: true });
  const isTrusting = options.trustProxy === true || clock === "manual";
  const config = workerdConfig({
    module: path.relative(
      dataFolder,
      path.join(root, options.withDemo === true ? "build/demo/index.js" : "build/worker/index.js"),
    ),
    dataFolder: objects,
    address: `${host}:${port}`,
    // Receivers of a test run beside it.
    mayCallPrivate: clock === "manual",
    isOffline: options.isOffline ?? false,
    trustedCertificates: options.trustedCertificates ?? [],
    variables: {
      ADMIN_KEY: adminKey,
      HALLEY_SECRET: await rootSecret(dataFolder),
      REGION_SOURCE: isTrusting ? "proxy" : "none",
      ...(options.countryHeader === undefined ? {} : { COUNTRY_HEADER: options.countryHeader }),
      ...(options.subdivisionHeader === undefined ? {} : { SUBDIVISION_HEADER: options.subdivisionHeader }),
      ...(options.addressHeader === undefined ? {} : { ADDRESS_HEADER: options.addressHeader }),
      VISITOR_SHARDS: String(options.visitorShards ?? 4),
      CONTACT_SHARDS: String(options.contactShards ?? 16),
      ...(clock === undefined ? {} : { CLOCK: clock }),
    },
  });
  await claimDataFolder(dataFolder);
  await clearResidue(objects);
  const configFile = path.join(dataFolder, "workerd.capnp");
  await writeFile(configFile, config, { mode: 0o600 });
  const [command, args] = commandFor(["serve", configFile], options.fileMaxKiB);
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  if (child.pid !== undefined) await writeOwner(dataFolder, child.pid);
  const origin = `http://${host}:${port}`;
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
    child.kill(signal);
    await ended;
    if (signal !== "SIGKILL") await clearResidue(objects);
  };
  try {
    await waitUntilReady(origin, child);
  } catch (error) {
    await stop("SIGKILL");
    throw error;
  }
  return { origin, process: child, stop };
};
