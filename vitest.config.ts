import { availableParallelism } from "node:os";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { ByProject } from "./tests/by-project.ts";
import { findMemoryFolder } from "./tests/memory-folder.ts";

const plainNode = [
  "types",
  "schemas",
  "domain",
  "http",
  "snippet",
  "crypto",
  "outbox",
  "api",
  "architecture",
  "size",
  "torture",
  "bench",
  "profile",
];

const memoryFolder = findMemoryFolder();
if (memoryFolder !== null) process.env["TMPDIR"] = memoryFolder;

export default defineConfig({
  test: {
    // Files share processes: loading what they import takes longer than most of them do.
    isolate: false,
    // Tests wait more than they compute, and two at once disturb no others: each has its own port, folder and browser.
    maxWorkers: Math.min(Math.max(availableParallelism(), 2), 4),
    // Ends what hangs, also on a busy machine, and judges nobody's speed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    sequence: { sequencer: ByProject },
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: plainNode.map((folder) => `tests/${folder}/**/*.test.ts`),
        },
      },
      {
        extends: true,
        plugins: [cloudflareTest({ wrangler: { configPath: "./tests/worker/wrangler.toml" } })],
        test: {
          name: "worker",
          include: ["tests/worker/**/*.test.ts"],
          setupFiles: ["tests/worker/fresh-instance.ts"],
          unstubGlobals: true,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          environment: "node",
          // A browser on a busy machine loses one in ten thousand; the runner marks what passed at the second try.
          retry: process.env["CI"] === undefined ? 0 : 1,
          include: ["tests/e2e/**/*.test.ts"],
        },
      },
    ],
  },
});
