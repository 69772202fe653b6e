import { DatabaseSync } from "node:sqlite";

const [, , file = "", sql = ""] = process.argv;
const LINES_PER_WRITE = 10_000;

let lines: string[] = [];
const flush = async (): Promise<void> => {
  const isTaken = process.stdout.write(lines.join(""));
  lines = [];
  if (!isTaken) await new Promise((resolve) => process.stdout.once("drain", resolve));
};
for (const row of new DatabaseSync(file, { readOnly: true }).prepare(sql).iterate()) {
  lines.push(`${Object.values(row).join("|")}\n`);
  if (lines.length === LINES_PER_WRITE) await flush();
}
await flush();
