import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** In place of an answer: the connection is dropped. */
export const DROP = Symbol("drop");

/** What the server does with one line: bytes to answer with, or it drops the connection, or says nothing (null). */
export type Script = (line: string, socket: Socket) => string | typeof DROP | null;

/** A mail server of which every byte is the test's. */
export class ScriptedServer {
  readonly heard: string[] = [];
  readonly #server: Server;
  #awaited: { line: string; resolve: () => void } | null = null;
  readonly #sockets = new Set<Socket>();

  private constructor(greeting: string | null, script: Script) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined);
      if (greeting !== null) socket.write(greeting);
      let rest = "";
      socket.on("data", (bytes) => {
        const lines = (rest + bytes.toString("latin1")).split("\r\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.#take(line, socket, script);
      });
    });
  }

  static async start(greeting: string | null, script: Script): Promise<ScriptedServer> {
    const server = new ScriptedServer(greeting, script);
    await new Promise<void>((resolve) => {
      server.#server.listen(0, "127.0.0.1", resolve);
    });
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when a line came. */
  hears(line: string): Promise<void> {
    if (this.heard.includes(line)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#awaited = { line, resolve };
    });
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #take(line: string, socket: Socket, script: Script): void {
    this.heard.push(line);
    if (this.#awaited?.line === line) this.#awaited.resolve();
    const reply = script(line, socket);
    if (reply === DROP) socket.destroy();
    else if (reply !== null) socket.write(reply);
  }
}
