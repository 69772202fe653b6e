import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seedDemo } from "../demo/seed.ts";
import { seedJourneys } from "../demo/seed-journeys.ts";
import { assertWritable } from "./assert-writable.ts";
import { buildAll } from "./build.ts";
import { giveUp } from "./give-up.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

const { values } = parseArgs({
  options: { port: { type: "string", default: "8787" }, clock: { type: "string" } },
});
const root = fileURLToPath(new URL("../", import.meta.url));
const variablesFile = `${root}.dev.vars`;

const secret = (): string => randomBytes(32).toString("base64url");

/** Secrets of the development instance: made once, kept beside its data, never committed. */
const developmentKey = async (): Promise<string> => {
  if (!existsSync(variablesFile)) {
    await writeFile(variablesFile, `ADMIN_KEY=${secret()}\nHALLEY_SECRET=${secret()}\n`, { mode: 0o600 });
  }
  const variables = await readFile(variablesFile, "utf8");
  return /^ADMIN_KEY=(.*)$/m.exec(variables)?.[1] ?? "";
};

await assertWritable(`${root}.wrangler`).catch(giveUp);
const adminKey = await developmentKey();
await buildAll();
const origin = `http://localhost:${values.port}`;
const clock = values.clock === "manual" ? ["--var", "CLOCK:manual"] : [];
const wrangler = spawn(
  "wrangler",
  [
    "dev",
    "build/demo/index.js",
    "--port",
    values.port,
    "--var",
    "REGION_SOURCE:none",
    "--var",
    "REGION_HINTS:off",
    "--var",
    "DEVELOPMENT:on",
    "--var",
    "VISITOR_SHARDS:4",
    "--show-interactive-dev-session=false",
    ...clock,
  ],
  {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  },
);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => wrangler.kill(signal));
wrangler.once("exit", (code) => process.exit(code ?? 0));

await waitUntilReady(origin, wrangler);
await seedDemo(fetch, origin, adminKey);
await seedJourneys(fetch, origin, adminKey);
console.log(`
  Demo shop                    ${origin}/demo/
  What Halley knows of you     ${origin}/demo/you
  Messages that would be sent  ${origin}/demo/inbox
  Snippet                      ${origin}/h/demo.js
  API                          ${origin}/docs  (site: demo, key: ADMIN_KEY in .dev.vars)
`);
