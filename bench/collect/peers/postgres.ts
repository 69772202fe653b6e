import { execFile } from "node:child_process";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findProgram } from "../../find-program.ts";
import { freePort } from "../../servers/workerd.ts";
import { startProcess } from "./start-process.ts";

const run = promisify(execFile);
/** Where Debian keeps what it does not put on the path. */
const DEBIAN_FOLDER = "/usr/lib/postgresql";
const POLL_MS = 50;
const POLLS_MAX = 600;

const findServer = async (program: string): Promise<string | null> => {
  const installed = await readdir(DEBIAN_FOLDER).catch((): string[] => []);
  return findProgram(
    program,
    installed.map((version) => path.join(DEBIAN_FOLDER, version, "bin")),
  );
};

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
const ownerOf = async (): Promise<{ uid?: number; gid?: number }> => {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, "postgres"])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
};

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.end());
  });

const waitUntilListening = async (port: number): Promise<void> => {
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    if (await isListening(port)) return;
    await sleep(POLL_MS);
  }
  throw new Error("PostgreSQL does not listen");
};

/** A database server in a folder of its own, as its vendor ships it: commits wait for the disk. Null where there is none. */
export const startPostgres = async (cleanUp: AsyncDisposableStack): Promise<string | null> => {
  const [initdb, postgres] = await Promise.all([findServer("initdb"), findServer("postgres")]);
  if (initdb === null || postgres === null) return null;
  const folder = await mkdtemp(path.join(tmpdir(), "halley-postgres-"));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const owner = await ownerOf();
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(folder, owner.uid, owner.gid);
  await run(initdb, ["-D", folder, "-A", "trust", "-U", "postgres", "-E", "UTF8"], { ...owner, cwd: folder });
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories="];
  const args = ["-D", folder, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  startProcess(postgres, args, owner, cleanUp);
  await waitUntilListening(port);
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
};

/** `15.18`, or null where it is not installed. */
export const postgresVersion = async (): Promise<string | null> => {
  const postgres = await findServer("postgres");
  if (postgres === null) return null;
  const { stdout } = await run(postgres, ["--version"]);
  return /[\d.]+/.exec(stdout)?.[0] ?? null;
};
