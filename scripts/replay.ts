import { parseArgs } from "node:util";
import { ReplayError } from "./replay/replay-error.ts";
import { replayFile, type ReplayReport } from "./replay/replay-file.ts";

const usage = `npm run replay -- FILE.ndjson[.gz] --key ADMIN_KEY [--url http://127.0.0.1:8790] [--site demo]
  [--speed max] [--limit N] [--currency GBP] [--region GB] [--no-setup]
Sends the lines of FILE with their own times to an instance under the manual clock. Each line:
  {"at":1291191960000,"visitor":"17850","type":"purchase","item":"85123A","category":"","price":2.55,"session":null,"order":"536365"}
--speed is seconds of data per second, or max. Running the same file again changes nothing.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string", default: "http://127.0.0.1:8790" },
    key: { type: "string" },
    site: { type: "string", default: "demo" },
    speed: { type: "string", default: "max" },
    limit: { type: "string" },
    currency: { type: "string", default: "GBP" },
    region: { type: "string", default: "GB" },
    "no-setup": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const fail = (message: string): never => {
  console.error(message);
  process.exit(2);
};

const positive = (name: string, value: string): number => {
  const number = Number(value);
  return number > 0 ? number : fail(`--${name} is not a positive number.\n\n${usage}`);
};

const count = (number: number): string => number.toLocaleString("en");
const time = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

const print = (report: ReplayReport): void => {
  const { events, visitors, accepted, duplicate, refused, audiences, tookMs } = report;
  const refusals = Object.entries(refused).map(([code, number]) => `${count(number)} ${code}`);
  const rows: [string, string][] = [
    ["events", `${count(events)}: ${count(accepted)} accepted, ${count(duplicate)} known already`],
    ["refused", refusals.length === 0 ? "none" : refusals.join(", ")],
    ["visitors", count(visitors)],
    ["rate", `${count(Math.round(events / (tookMs / 1_000)))} events/s`],
    ["clock", `${time(report.clockAfter)} (before: ${time(report.clockBefore)})`],
    ...audiences.map(({ id, size, status }): [string, string] => [
      `audience ${id}`,
      `${count(size)}${status === "ready" ? "" : ` (${status})`}`,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
};

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const file = positionals[0] ?? fail(usage);
const key = values.key ?? process.env["ADMIN_KEY"] ?? fail(`--key is missing.\n\n${usage}`);

try {
  const report = await replayFile({
    file,
    key,
    url: values.url,
    site: values.site,
    currency: values.currency,
    region: values.region,
    speed: values.speed === "max" ? Infinity : positive("speed", values.speed),
    limit: values.limit === undefined ? Infinity : positive("limit", values.limit),
    isSettingUp: !values["no-setup"],
  });
  print(report);
  if (Object.keys(report.refused).length > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof ReplayError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
