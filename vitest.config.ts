import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const plainNode = [
  "types",
  "schemas",
  "domain",
  "http",
  "snippet",
  "crypto",
  "outbox",
  "architecture",
  "size",
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          environment: "node",
          include: plainNode.map((folder) => `tests/${folder}/**/*.test.ts`),
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: "./tests/worker/wrangler.toml" } })],
        test: { name: "worker", include: ["tests/worker/**/*.test.ts"] },
      },
      {
        test: {
          name: "e2e",
          environment: "node",
          include: ["tests/e2e/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
