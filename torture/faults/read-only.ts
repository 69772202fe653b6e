import { execFile, spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openShop } from "../shop.ts";
import type { TortureOptions } from "../torture-options.ts";
import { type Findings, never } from "../verdict.ts";
import { Victim } from "../victim.ts";
import { isStoredWithin, missingFrom, storeUntilRefused } from "./store-until-refused.ts";

const run = promisify(execFile);
const serveScript = fileURLToPath(new URL("../../scripts/serve.ts", import.meta.url));

/** Under a running server the shared memory of databases stays as it is: taking that away ends any process that has it mapped. */
const writtenIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true });
  return [folder, ...entries.filter((name) => !name.endsWith("-shm")).map((name) => path.join(folder, name))];
};

/**
 * Takes the right to write from everybody, also from root and from files that are open: permissions do neither. Returns why
 * that is not possible, where it is not.
 */
const makeReadOnly = async (folder: string): Promise<string | null> => {
  try {
    await run("chattr", ["+i", ...(await writtenIn(folder))]);
    return null;
  } catch (error) {
    return (error as { stderr?: string }).stderr?.split("\n")[0] ?? "there is no chattr";
  }
};

// Where nothing was taken, or the folder is gone, there is nothing to give back.
const makeWritable = (folder: string): Promise<unknown> =>
  run("chattr", ["-R", "-i", folder]).catch(() => undefined);

/** A start that goes well does not end by itself. */
const START_MAX_MS = 20_000;

/** What a start on the folder says, and the code it ends with. */
const tryToServe = ({ folder, port }: Victim): Promise<{ readonly code: number; readonly said: string }> => {
  const { promise, resolve } = Promise.withResolvers<{ code: number; said: string }>();
  const child = spawn(process.execPath, [serveScript, "--port", String(port), "--data", folder], {
    stdio: ["ignore", "ignore", "pipe"],
    timeout: START_MAX_MS,
    env: { ...process.env, ADMIN_KEY: "of-nobody" },
  });
  let said = "";
  child.stderr.on("data", (some: Buffer) => {
    said += some.toString();
  });
  child.once("close", (code) => resolve({ code: code ?? -1, said }));
  return promise;
};

/** A folder that becomes read-only under a running server, and one that is when it starts. */
export const takeRightToWrite = async ({ report, cleanUp }: TortureOptions): Promise<Findings> => {
  report("making the data folder read-only");
  const victim = await Victim.start(cleanUp);
  cleanUp.defer(() => makeWritable(victim.folder).then(() => undefined));
  await openShop(victim);
  const before = await storeUntilRefused(victim, "writable", 20);
  const obstacle = await makeReadOnly(victim.folder);
  if (obstacle !== null) {
    await makeWritable(victim.folder);
    return { verdicts: [], notes: [`a read-only folder cannot be tried here: ${obstacle}`] };
  }
  const told = await storeUntilRefused(victim, "read-only");
  await makeWritable(victim.folder);
  const isMended = await isStoredWithin(victim);
  const lostRunning = [...(await missingFrom(victim, before)), ...(await missingFrom(victim, told))];
  await victim.kill();
  await makeReadOnly(victim.folder);
  const { code, said } = await tryToServe(victim);
  await makeWritable(victim.folder);
  await victim.restart();
  const isPlain = code === 1 && said.trim().split("\n").length === 1 && said.includes(victim.folder);
  return {
    verdicts: [
      never("answers of a read-only folder that are neither stored nor 503 with Retry-After", told.faults),
      never("signs that the folder could be written", told.refusals > 0 ? [] : ["nothing was refused"]),
      never("what cannot be stored once it can be written, without a restart", isMended),
      never("acknowledged events that are missing after that", lostRunning),
      never(
        "starts on a read-only folder that say anything but one line and end with 1",
        isPlain ? [] : [`${code} ${said.slice(0, 200)}`],
      ),
      never("acknowledged events that are missing after a restart", await missingFrom(victim, before)),
    ],
    notes: [],
  };
};
