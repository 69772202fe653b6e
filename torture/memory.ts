import { readFile } from "node:fs/promises";

const readMib = async (pid: number, name: "VmRSS" | "VmHWM"): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? Number.NaN) / 1_024;
};

/** What a process holds in memory, MiB. Linux. */
export const memoryMib = (pid: number): Promise<number> => readMib(pid, "VmRSS");

/** The most that it ever held. */
export const peakMemoryMib = (pid: number): Promise<number> => readMib(pid, "VmHWM");
