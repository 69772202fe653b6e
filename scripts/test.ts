import { spawnSync } from "node:child_process";
import { buildAll } from "./build.ts";

/** Builds what the tests run against, then runs them all; arguments go to the test runner. */
await buildAll();
const reporters = ["--reporter=default", "--reporter=json", "--outputFile.json=build/test-results.json"];
const { status } = spawnSync("vitest", ["run", ...reporters, ...process.argv.slice(2)], { stdio: "inherit" });
process.exit(status ?? 1);
