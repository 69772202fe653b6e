import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestInstance } from "../instance-kit.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);

const blocksOf = (markdown: string, language: string): string[] =>
  [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, code = ""]) => code,
  );

let instance: TestInstance;

beforeAll(async () => {
  instance = await TestInstance.start();
});
afterAll(() => instance.remove());

test("the examples of the client run against an instance and print what the page says", async () => {
  await instance.setClock(Date.UTC(2026, 10, 26, 12));
  await instance.call("/sites/shop", {
    body: { name: "Shop", origins: [], timezone: "Europe/Berlin", currency: "EUR", exports: { min_size: 1 } },
  });
  const { body } = await instance.call("/sites/shop/keys", {
    method: "POST",
    body: { label: "Examples", scopes: ["ingest", "read", "write", "export", "admin"] },
  });
  const markdown = await readFile(`${root}docs/client.md`, "utf8");
  const folder = `${root}build/examples`;
  await mkdir(folder, { recursive: true });
  // Inside of the package, which finds itself by its name as whoever installed it does.
  await writeFile(`${folder}/client.ts`, blocksOf(markdown, "ts").join("\n"));
  const { stdout } = await run(process.execPath, [`${folder}/client.ts`], {
    env: {
      ...process.env,
      HALLEY_URL: instance.origin,
      HALLEY_KEY: (body as { key: string }).key,
      NODE_NO_WARNINGS: "1",
    },
  });
  expect(stdout).toBe(blocksOf(markdown, "text").join(""));
});
