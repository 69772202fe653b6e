import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SHOP_ORIGIN } from "../shop.ts";
import { SITE, type Victim } from "../victim.ts";

const SOCKETS = 200;
const DRIP_MS = 250;

const open = (port: number): Socket => {
  const socket = connect(port, "127.0.0.1");
  // Being thrown out is what a sender like this deserves.
  socket.on("error", () => socket.destroy());
  socket.resume();
  return socket;
};

/** Requests that never end: half of them drip their headers, half their bodies. */
export const slowLoris = async ({ port }: Victim, durationMs: number): Promise<void> => {
  const start = `POST /h/${SITE}/e HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: ${SHOP_ORIGIN}\r\n`;
  const sockets = Array.from({ length: SOCKETS }, (_, index) => {
    const socket = open(port);
    socket.write(index % 2 === 0 ? start : `${start}content-length: 60000\r\n\r\n{`);
    return { socket, drip: index % 2 === 0 ? "x-a: b\r\n" : " " };
  });
  const end = Date.now() + durationMs;
  while (Date.now() < end) {
    for (const { socket, drip } of sockets) if (socket.writable) socket.write(drip);
    await sleep(DRIP_MS);
  }
  for (const { socket } of sockets) socket.destroy();
};

/** Sends bytes as they are; resolves with the status line, or with nothing where the connection was closed. */
export const sendRaw = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = open(port);
    let heard = "";
    socket.on("data", (chunk: Buffer) => {
      heard += chunk.toString("latin1");
      if (heard.includes("\r\n")) socket.destroy();
    });
    socket.once("close", () => resolve(heard.split("\r\n")[0] ?? ""));
    socket.setTimeout(5_000, () => socket.destroy());
    socket.write(bytes);
  });

/** Headers and request lines that no browser sends. */
export const oddRequests = (): [name: string, bytes: string][] => {
  const get = `GET /h/${SITE}.js HTTP/1.1\r\nhost: 127.0.0.1\r\n`;
  const many = Array.from({ length: 5_000 }, (_, n) => `x-${n}: ${n}\r\n`).join("");
  return [
    ["a flood of headers", `${get}${many}\r\n`],
    ["one huge header", `${get}x: ${"y".repeat(1_000_000)}\r\n\r\n`],
    ["a huge address", `GET /${"a".repeat(100_000)} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`],
    ["many cookies", `${get}cookie: ${"a=b; ".repeat(2_000)}\r\n\r\n`],
    ["a bad escape", `GET /v1/sites/%E0%A4%A/audiences HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`],
    ["a path upwards", `GET /h/../../etc/passwd HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`],
    [
      "two lengths",
      `POST /h/${SITE}/e HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}`,
    ],
    [
      "a length and chunks",
      `POST /h/${SITE}/e HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["a negative length", `POST /h/${SITE}/e HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n`],
    ["no host", `GET / HTTP/1.1\r\n\r\n`],
    ["an unknown method", `BREW /h/${SITE}/e HTTP/1.1\r\nhost: a\r\n\r\n`],
    ["no HTTP", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001"],
  ];
};
