import { parseArgs } from "node:util";
import { assertWritable } from "./assert-writable.ts";
import { buildAll } from "./build.ts";
import { claimDataFolder } from "./data-folder-lock.ts";
import { whenNpmIsGone } from "./end-with-npm.ts";
import { giveUp } from "./give-up.ts";
import { startInstance } from "./instance.ts";
import { readCertificates } from "./trusted-certificates.ts";

const usage = `npm run serve -- --port 8790 --data DIR [--clock manual] [--host 127.0.0.1] [--demo]
  [--trust-proxy [--country-header CF-IPCountry] [--subdivision-header CF-Region-Code]
    [--address-header CF-Connecting-IP]]
  [--visitor-shards 4] [--contact-shards 16] [--trust-certificates FILE.pem]
ADMIN_KEY must be set in the environment; HALLEY_SECRET is made in DIR where it is not.`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8790" },
    data: { type: "string", default: ".halley" },
    host: { type: "string", default: "127.0.0.1" },
    clock: { type: "string" },
    demo: { type: "boolean", default: false },
    "trust-proxy": { type: "boolean", default: false },
    "country-header": { type: "string" },
    "subdivision-header": { type: "string" },
    "address-header": { type: "string" },
    "visitor-shards": { type: "string", default: "4" },
    "contact-shards": { type: "string", default: "16" },
    "trust-certificates": { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const fail = (message: string): never => {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
};

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const adminKey = process.env["ADMIN_KEY"] ?? "";
if (adminKey === "") fail("ADMIN_KEY is not set.");
if (values.clock !== undefined && values.clock !== "manual") fail("--clock takes only the value manual.");
const port = Number(values.port);
if (!Number.isInteger(port) || port < 1 || port > 65_535) fail("--port is not a port.");

/** As many as two base-36 digits of an id can name. */
const SHARDS_MAX = 36 ** 2;
for (const name of ["visitor-shards", "contact-shards"] as const) {
  const count = Number(values[name]);
  if (!Number.isInteger(count) || count < 1 || count > SHARDS_MAX)
    fail(`--${name} is not from 1 to ${SHARDS_MAX}.`);
}

const certificatesFile = values["trust-certificates"];
const trustedCertificates =
  certificatesFile === undefined
    ? []
    : await readCertificates(certificatesFile).catch((error: unknown) =>
        fail(
          `--trust-certificates ${certificatesFile}: ${error instanceof Error ? error.message : "unreadable"}.`,
        ),
      );

// What refuses the folder is said before anybody waits for a build.
await claimDataFolder(values.data).catch(giveUp);
await assertWritable(values.data).catch(giveUp);
await buildAll();
const instance = await startInstance({
  port,
  dataFolder: values.data,
  host: values.host,
  adminKey,
  clock: values.clock === "manual" ? "manual" : undefined,
  trustProxy: values["trust-proxy"],
  countryHeader: values["country-header"],
  subdivisionHeader: values["subdivision-header"],
  addressHeader: values["address-header"],
  withDemo: values.demo,
  visitorShards: Number(values["visitor-shards"]),
  contactShards: Number(values["contact-shards"]),
  trustedCertificates,
}).catch(giveUp);
console.log(`ready ${instance.origin}`);
let stopping: Promise<void> = Promise.resolve();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stopping = instance.stop(signal);
  });
}
instance.process.once("exit", (code) => {
  void stopping.finally(() => process.exit(code ?? 0));
});

await whenNpmIsGone(() => void instance.stop("SIGKILL"));
