import { type ChildProcess, spawn } from "node:child_process";
import { lookup } from "node:dns/promises";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { workerdBinary } from "../../scripts/instance.ts";
import { waitUntilReady } from "../../scripts/wait-until-ready.ts";
import { type WorkerdOptions, workerdConfig } from "../../scripts/workerd-config.ts";
import { selfSigned } from "../outbox/send/self-signed.ts";
import { freePort } from "./instance-kit.ts";

/**
 * A Worker that calls what it is asked to, in the place of ours: which names it may call is not looked at before, so that
 * nothing but the runtime's own network stands between.
 */
const PROBE = `
import { connect } from "cloudflare:sockets";
import { DurableObject } from "cloudflare:workers";
export class ProfileShard extends DurableObject {}
export class Site extends DurableObject {}
const reach = async (how, host, port) => {
  if (how === "fetch") return (await fetch("http://" + host + ":" + port + "/")).text();
  const socket = connect({ hostname: host, port: Number(port) });
  await socket.opened;
  await socket.close();
  return "reached";
};
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/readyz") return new Response("ready");
    const [, how, host, port] = pathname.split("/");
    try {
      return new Response(await reach(how, host, port));
    } catch {
      return new Response("refused");
    }
  },
};
`;

let folder: string;
let target: Server;
let connections = 0;
let running: ChildProcess | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "halley-network-"));
  await mkdir(join(folder, "objects"));
  await writeFile(join(folder, "probe.js"), PROBE);
  connections = 0;
  target = createServer((_, response) => response.end("reached"));
  target.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    target.listen(0, resolve);
  });
});

afterEach(async () => {
  running?.kill("SIGKILL");
  running = null;
  target.closeAllConnections();
  await new Promise((resolve) => {
    target.close(resolve);
  });
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Runs the probe with the configuration that an instance would have, and calls this machine by some names. */
const callFrom = async (options: Partial<WorkerdOptions>, hosts: readonly string[]): Promise<string[]> => {
  const port = await freePort();
  const config = workerdConfig({
    module: "probe.js",
    dataFolder: join(folder, "objects"),
    address: `127.0.0.1:${port}`,
    variables: {},
    ...options,
  });
  await writeFile(join(folder, "workerd.capnp"), config);
  running = spawn(workerdBinary(), ["serve", join(folder, "workerd.capnp")], { stdio: "ignore" });
  await waitUntilReady(`http://127.0.0.1:${port}`, running);
  const { port: to } = target.address() as AddressInfo;
  const answers: string[] = [];
  for (const how of ["fetch", "connect"]) {
    for (const host of hosts) {
      answers.push(await (await fetch(`http://127.0.0.1:${port}/${how}/${host}/${to}`)).text());
    }
  }
  return answers;
};

/** Names that the machine itself resolves to its own addresses, as a public name with such a record would be. */
const ownNames = async (): Promise<string[]> => {
  const names = ["localhost", hostname()];
  const found = await Promise.all(
    names.map((name) =>
      lookup(name).then(
        () => name,
        () => null,
      ),
    ),
  );
  return found.filter((name) => name !== null);
};

test.each<[string, Partial<WorkerdOptions>]>([
  ["as it is in production", {}],
  ["with certificates of the operator", { trustedCertificates: [selfSigned().cert] }],
])("the runtime, %s, does not connect to a name that leads to this machine", async (_, options) => {
  const answers = await callFrom(options, [...(await ownNames()), "127.0.0.1"]);
  expect(new Set(answers)).toEqual(new Set(["refused"]));
  expect(connections).toBe(0);
});

test("the runtime does where an instance under the manual clock is to call its own machine", async () => {
  const answers = await callFrom({ mayCallPrivate: true }, ["localhost", "127.0.0.1"]);
  expect(new Set(answers)).toEqual(new Set(["reached"]));
  expect(connections).toBeGreaterThan(0);
});
