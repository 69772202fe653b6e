import { readdir, stat, truncate } from "node:fs/promises";
import path from "node:path";
import { openShop } from "../shop.ts";
import type { TortureOptions } from "../torture-options.ts";
import { type Findings, never, type Verdict } from "../verdict.ts";
import { Victim } from "../victim.ts";
import { takeRightToWrite } from "./read-only.ts";
import { missingFrom, storeUntilRefused, tryToWrite } from "./store-until-refused.ts";

/** Room for the databases as they begin, and for some hundred profiles. */
const DISK_KIB = 700;

/** A disk that is full: clear refusals, nothing acknowledged lost, and all is well once there is room. */
const fillDisk = async ({ report, cleanUp }: TortureOptions): Promise<Verdict[]> => {
  report("filling the disk");
  const victim = await Victim.start(cleanUp);
  await openShop(victim);
  await victim.kill();
  victim.limitFiles(DISK_KIB);
  await victim.restart();
  const told = await storeUntilRefused(victim, "full");
  const read = await victim.ask("GET", "/audiences");
  const whileFull = await missingFrom(victim, told);
  await victim.kill();
  victim.limitFiles(null);
  await victim.restart();
  return [
    never("answers on a full disk that are neither stored nor 503 with Retry-After", told.faults),
    never(
      "signs that the disk was not full",
      told.refusals > 0 && told.acknowledged.size > 0
        ? []
        : [`${told.acknowledged.size} stored, ${told.refusals} refused`],
    ),
    never("configuration that cannot be read on a full disk", read.ok ? [] : [String(read.status)]),
    never("acknowledged events that are missing while the disk is full", whileFull),
    never("acknowledged events that are missing once there is room", await missingFrom(victim, told)),
    never("what cannot be stored once there is room", await tryToWrite(victim)),
  ];
};

const LOGS = "objects/halley-profile-shard";

const readAll = async (victim: Victim): Promise<string[]> => {
  const routes = ["/audiences", "/audiences/viewers", "/audit/verify", "/profiles/lookup?anonymous_id=one"];
  const failed: string[] = [];
  for (const route of routes) {
    const { status } = await victim.ask("GET", route);
    if (status >= 500) failed.push(`${route}: ${status}`);
  }
  return failed;
};

/** The machine went down in the middle of a write: what the log says after its first half is lost, and nothing else breaks. */
const cutLogs = async ({ report, cleanUp }: TortureOptions): Promise<Verdict[]> => {
  report("cutting write-ahead logs");
  const victim = await Victim.start(cleanUp);
  await openShop(victim);
  for (let n = 0; n < 50; n++) await tryToWrite(victim);
  await victim.kill();
  const folder = path.join(victim.folder, LOGS);
  const logs = (await readdir(folder)).filter((name) => name.endsWith("-wal"));
  for (const name of logs) {
    const file = path.join(folder, name);
    await truncate(file, Math.floor((await stat(file)).size / 2));
  }
  await victim.restart();
  return [
    never("signs that no log was cut", logs.length > 0 ? [] : ["no log was there"]),
    never("what cannot be stored after logs were cut", await tryToWrite(victim)),
    never("what cannot be read after logs were cut", await readAll(victim)),
  ];
};

/** Disks that fail: clear errors, recovery without hands, nothing acknowledged lost. */
export const tortureByFaults = async (options: TortureOptions): Promise<Findings> => {
  const ofFull = await fillDisk(options);
  const ofCut = await cutLogs(options);
  const ofReadOnly = await takeRightToWrite(options);
  return {
    verdicts: [...ofFull, ...ofCut, ...ofReadOnly.verdicts],
    notes: [
      ...ofReadOnly.notes,
      "a full disk is one on which no file may grow; what a disk itself loses of a cut log cannot be kept",
      "what only the runtime can break is tried in it: tests/worker/object-faults.test.ts (objects that are reset, overloaded or held up) and background-faults.test.ts (alarms that fail, rows that cannot be read)",
    ],
  };
};
