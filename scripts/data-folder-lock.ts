import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Who uses a data folder: the process that was started, and the runtime it started. */
interface Owner {
  readonly wrapper: number;
  readonly workerd: number;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // Asking about a process that is gone throws.
  }
};

/** A number may have gone to another process since; where the system tells, only a workerd counts. */
const isWorkerd = async (pid: number): Promise<boolean> => {
  if (!isAlive(pid)) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "workerd");
  return command.includes("workerd");
};

const fileIn = (dataFolder: string): string => path.join(dataFolder, "owner.json");

const POLL_MS = 20;
/** So long a server that is ending may take to let go. */
const LET_GO_MS = 2_000;

const readOwner = async (dataFolder: string): Promise<Owner | null> => {
  const text = await readFile(fileIn(dataFolder), "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as Owner);
};

const isGoneWithin = async (pid: number, milliseconds: number): Promise<boolean> => {
  const deadline = Date.now() + milliseconds;
  while (await isWorkerd(pid)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
};

/**
 * Makes sure that no other runtime writes to the folder. One whose starter is gone (killed without a chance to end it) is
 * ended; one that somebody still looks after is left alone, and the folder refused.
 */
export const claimDataFolder = async (dataFolder: string): Promise<void> => {
  const owner = await readOwner(dataFolder);
  if (owner === null || !(await isWorkerd(owner.workerd))) return;
  if (!isAlive(owner.wrapper)) process.kill(owner.workerd, "SIGKILL");
  if (await isGoneWithin(owner.workerd, LET_GO_MS)) return;
  throw new Error(`the data folder is in use by process ${owner.workerd}`);
};

export const writeOwner = (dataFolder: string, workerd: number): Promise<void> =>
  writeFile(fileIn(dataFolder), JSON.stringify({ wrapper: process.pid, workerd } satisfies Owner));
