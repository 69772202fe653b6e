import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MailServer } from "../outbox/send/mail-server.ts";
import { signedByAuthority } from "../outbox/send/self-signed.ts";
import { freePort } from "./instance-kit.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const ADMIN_KEY = "serve-admin-key";

let dataFolder: string;
let port: number;
const running: ChildProcess[] = [];

/** Runs the command of the README and resolves with what it printed, at the line that says it is ready or at its end. */
const serve = (
  ...options: string[]
): Promise<{ process: ChildProcess; printed: string; code: number | null }> => {
  const child = spawn(
    "node",
    ["scripts/serve.ts", "--port", String(port), "--data", dataFolder, ...options],
    {
      cwd: root,
      env: { ...process.env, ADMIN_KEY },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  running.push(child);
  return new Promise((resolve) => {
    let printed = "";
    const hear = (text: Buffer) => {
      printed += text.toString();
      if (/^ready /m.test(printed)) resolve({ process: child, printed, code: null });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => resolve({ process: child, printed, code }));
  });
};

const ask = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${ADMIN_KEY}` }, ...init });

beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "halley-serve-"));
  port = await freePort();
});

afterEach(async () => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
  const owner = await readFile(join(dataFolder, "owner.json"), "utf8").catch(() => null);
  try {
    if (owner !== null) process.kill((JSON.parse(owner) as { workerd: number }).workerd, "SIGKILL");
  } catch {
    // It is gone already.
  }
  await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
});

test("a server whose starter was killed is replaced by the next one, with the data it had", async () => {
  const first = await serve();
  expect(first.printed).toContain(`ready http://127.0.0.1:${port}`);
  const site = { name: "Shop", origins: [], timezone: "UTC", currency: "EUR" };
  const created = await ask("/v1/sites/shop", {
    method: "PUT",
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
    body: JSON.stringify(site),
  });
  expect(created.status).toBe(201);
  first.process.kill("SIGKILL");
  await new Promise((resolve) => {
    first.process.once("exit", resolve);
  });
  const second = await serve();
  expect(second.printed).toContain(`ready http://127.0.0.1:${port}`);
  expect(await (await ask("/v1/sites/shop")).json()).toMatchObject({ id: "shop", name: "Shop" });
});

test("a data folder that is in use is refused, and its server goes on", async () => {
  await serve();
  const second = await serve();
  expect(second.code).not.toBe(0);
  expect(second.printed).toContain("the data folder is in use by process");
  expect((await ask("/readyz")).status).toBe(200);
  // Nor does a server have a manual clock that nobody asked for.
  expect((await ask("/v1/clock", { method: "POST", body: '{"advance":1}' })).status).toBe(404);
});

test.each(["0", "1297", "many"])("a number of shards that ids cannot name is refused: %s", async (count) => {
  const { code, printed } = await serve("--contact-shards", count);
  expect(code).toBe(2);
  expect(printed).toContain("--contact-shards is not from 1 to 1296.");
});

const put = (path: string, body: object, method = "PUT"): Promise<Response> =>
  ask(`/v1/sites/shop${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN_KEY}` },
    body: JSON.stringify(body),
  });

/** What a mail through a server of one's own comes to. */
const tryMail = async (mailPort: number): Promise<unknown> => {
  await put("", { name: "Shop", origins: [], timezone: "UTC", currency: "EUR" });
  const from = "hello@shop.example";
  const mail = { kind: "smtp", host: "127.0.0.1", port: mailPort, security: "tls", from };
  expect((await put("/channels/mail", mail)).status).toBeLessThan(300);
  return (await put("/channels/mail/test", { to: "ada@customer.example" }, "POST")).json();
};

test("a mail server is believed by the authority that --trust-certificates names, and by no other", async () => {
  const [ours, other] = [signedByAuthority(), signedByAuthority()];
  const servers = [
    await MailServer.start({ key: ours.key, cert: ours.cert, secure: true }),
    await MailServer.start({ key: other.key, cert: other.cert, secure: true }),
  ];
  try {
    const file = join(dataFolder, "authority.pem");
    await writeFile(file, `Our own\n${ours.authority}`);
    await serve("--clock", "manual", "--trust-certificates", file);
    const outcomes: unknown[] = [];
    for (const { port: mailPort } of servers) outcomes.push(await tryMail(mailPort));
    expect(outcomes).toEqual([
      { outcome: "delivered", reason: null },
      { outcome: "failed", reason: "unreachable" },
    ]);
  } finally {
    for (const server of servers) await server.stop();
  }
});

test.each([
  ["is not there", null],
  ["holds none", "no certificate"],
  ["holds a damaged one", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"],
])("a file of certificates that %s is refused before anything starts", async (_, content) => {
  const file = join(dataFolder, "authority.pem");
  if (content !== null) await writeFile(file, content);
  const { code, printed } = await serve("--trust-certificates", file);
  expect(code).toBe(2);
  expect(printed).toContain(`--trust-certificates ${file}: `);
});

test.runIf(process.platform === "linux").each([
  ["lies where none can be made", () => "/proc/nowhere", "ENOENT"],
  ["lies below a file", () => join(dataFolder, "file", "data"), "ENOTDIR"],
])("a data folder that %s ends the start with one line", async (_, folder, code) => {
  await writeFile(join(dataFolder, "file"), "");
  const ended = await serve("--data", folder());
  expect(ended).toMatchObject({
    code: 1,
    printed: `The data folder ${folder()} cannot be written (${code}).\n`,
  });
});
