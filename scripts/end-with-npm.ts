import { readFile } from "node:fs/promises";

const POLL_MS = 200;

const read = (pid: number, file: string): Promise<string> =>
  readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");

const isNpm = async (pid: number): Promise<boolean> => /\bnpm\b/.test(await read(pid, "cmdline"));

/** `pid (name) state parent …`; the name may hold spaces. */
const parentOf = async (pid: number): Promise<number> =>
  Number((await read(pid, "stat")).replace(/^.*\) \S /s, "").split(" ")[0]);

/**
 * Calls back when the npm that runs this script is gone: killed outright, it leaves its scripts behind. Outliving any
 * other parent is what daemons do. Only where the system tells about processes.
 */
export const whenNpmIsGone = async (callback: () => void): Promise<void> => {
  const parent = process.ppid;
  const candidates = [parent, await parentOf(parent)];
  const found = await Promise.all(candidates.map(isNpm));
  const npm = candidates[found.indexOf(true)];
  if (npm === undefined) return;
  const look = async (): Promise<void> => {
    if (await isNpm(npm)) return;
    clearInterval(timer);
    callback();
  };
  const timer = setInterval(() => void look(), POLL_MS);
  timer.unref();
};
