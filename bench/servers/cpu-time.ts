import { readFile } from "node:fs/promises";

/** Of the clock that Linux counts processes by, on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;

/** Processor time that a process has taken, ms. Null where no file tells it. */
export const cpuTimeMs = async (pid: number | undefined): Promise<number | null> => {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (status === null) return null;
  // The name stands in brackets and may hold spaces.
  const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS]);
  return (ticks * 1_000) / TICKS_PER_SECOND;
};
