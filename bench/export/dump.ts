import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { type Drained, drain } from "./drained.ts";

/** What the same rows cost where they only have to be read and printed. */
export interface Dump {
  readonly tool: string;
  ids(): Promise<Drained>;
  hashes(): Promise<Drained>;
}

const fill = (file: string, ids: readonly string[]): void => {
  const database = new DatabaseSync(file);
  database.exec(`CREATE TABLE member (profile TEXT PRIMARY KEY, entered_at INTEGER, next_flip_at INTEGER) WITHOUT ROWID;
    CREATE TABLE address (contact TEXT PRIMARY KEY, email TEXT) WITHOUT ROWID; BEGIN`);
  const member = database.prepare("INSERT INTO member VALUES (?, ?, ?)");
  const address = database.prepare("INSERT INTO address VALUES (?, ?)");
  const now = Date.now();
  // In the order of the keys: tables grow at their ends.
  for (const id of ids.toSorted()) {
    member.run(id, now, now + 1);
    address.run(id, createHash("sha256").update(id).digest("hex"));
  }
  database.exec("COMMIT");
  database.close();
};

const dumpChild = fileURLToPath(new URL("dump-child.ts", import.meta.url));

/** A database with as many rows, and what prints them: the `sqlite3` command line, else Node's SQLite in a process. */
export const createDump = (folder: string, ids: readonly string[]): Dump => {
  const file = path.join(folder, "dump.sqlite");
  fill(file, ids);
  const hasSqlite = spawnSync("sqlite3", ["--version"]).status === 0;
  const [command, before] = hasSqlite ? ["sqlite3", []] : [process.execPath, [dumpChild]];
  const print = (sql: string): Promise<Drained> => {
    const startedAt = performance.now();
    const { stdout } = spawn(command, [...before, file, sql], { stdio: ["ignore", "pipe", "inherit"] });
    return drain(stdout, startedAt);
  };
  return {
    tool: hasSqlite ? "sqlite3 command line" : "node:sqlite in a process",
    ids: () => print("SELECT profile, entered_at, next_flip_at FROM member"),
    hashes: () => print("SELECT email FROM address"),
  };
};
