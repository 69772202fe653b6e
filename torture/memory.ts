import { readFile } from "node:fs/promises";

/** What a process holds in memory, MiB. Linux. */
export const memoryMib = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
};
