import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Instance } from "../../scripts/instance.ts";
import { BENCH_SITE } from "../collect/site-admin.ts";
import { baselineOf, figureOf, type Outcome } from "../figure.ts";
import type { BenchOptions } from "../run.ts";
import { buildOnce } from "../servers/build-once.ts";
import { ADMIN_KEY } from "../servers/halley.ts";
import { type Drained, drainUrl } from "./drained.ts";
import { createDump } from "./dump.ts";
import { AUDIENCES, SHARDS, startSeeded } from "./seeded-instance.ts";

const FULL = { small: 100_000, large: 1_000_000, rounds: 2 };
const QUICK = { small: 5_000, large: 20_000, rounds: 2 };

/** The most memory the process ever had, MiB. Linux tells it in a file. */
const peakMiB = async ({ process: { pid } }: Instance): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
};

const read = async (
  { origin }: Instance,
  audience: string,
  format: string,
  rows: number,
): Promise<Drained> => {
  const url = `${origin}/v1/sites/${BENCH_SITE}/audiences/${audience}/members?format=${format}`;
  const drained = await drainUrl(url, ADMIN_KEY);
  if (drained.lines < rows) throw new Error(`${drained.lines} of ${rows} rows were exported`);
  return drained;
};

const readIds = (instance: Instance, rows: number) => read(instance, AUDIENCES.visitors, "ndjson", rows);
const readHashes = (instance: Instance, rows: number) =>
  read(instance, AUDIENCES.contacts, "pinterest", rows);

/** Members and their hashed addresses, beside rows that are only printed, and what memory it takes. */
export const benchExport = async ({ isQuick, report, cleanUp }: BenchOptions): Promise<Outcome> => {
  const { small, large, rounds } = isQuick ? QUICK : FULL;
  await buildOnce();
  report(`storing ${small.toLocaleString("en")} visitors and as many contacts`);
  const few = await startSeeded(small, cleanUp);
  await readIds(few.instance, small);
  await readHashes(few.instance, small);
  const peakOfFew = await peakMiB(few.instance);
  await few.instance.stop();

  report(`storing ${large.toLocaleString("en")} visitors and as many contacts`);
  const { instance, visitors } = await startSeeded(large, cleanUp);
  const folder = await mkdtemp(path.join(tmpdir(), "halley-dump-"));
  cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
  const dump = createDump(folder, visitors);
  const [ids, idsDumped, hashes, hashesDumped] = [[], [], [], []] as number[][] as [
    number[],
    number[],
    number[],
    number[],
  ];
  for (let round = 0; round < rounds; round++) {
    report(`reading, round ${round + 1} of ${rounds}`);
    idsDumped.push(large / (await dump.ids()).seconds);
    ids.push(large / (await readIds(instance, large)).seconds);
    hashesDumped.push(large / (await dump.hashes()).seconds);
    hashes.push(large / (await readHashes(instance, large)).seconds);
  }
  const peakOfMany = await peakMiB(instance);
  await instance.stop();
  return {
    figures: [
      figureOf("members by id", "rows/s", ids, [baselineOf(dump.tool, ids, idsDumped)]),
      figureOf("hashed e-mail addresses", "rows/s", hashes, [baselineOf(dump.tool, hashes, hashesDumped)]),
      figureOf(
        "peak memory, many members",
        "MiB",
        [peakOfMany],
        [baselineOf("few members", [peakOfMany], [peakOfFew])],
      ),
    ],
    notes: [
      `${large.toLocaleString("en")} visitors and as many contacts in ${SHARDS} shards each; few are ${small.toLocaleString("en")}; one receiver, on the same machine`,
      "members are rows that the product stored, copied under other ids straight into the shards' databases; addresses are sealed one by one",
      "ids: lines of JSON with entry and next flip, printed by the baseline as columns; addresses: the Pinterest file, each one opened, spelled and hashed, the baseline prints as many stored hashes",
    ],
  };
};
