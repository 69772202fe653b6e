import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Connection, SocketTarget } from "../../../worker/outbox/send/send-ports.ts";

const readableOf = (socket: Socket): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      let isOver = false;
      const end = (finish: () => void) => (): void => {
        if (!isOver) finish();
        isOver = true;
      };
      socket.on("data", (bytes) => controller.enqueue(new Uint8Array(bytes)));
      socket.once("error", (error) => end(() => controller.error(error))());
      socket.once(
        "close",
        end(() => controller.close()),
      );
    },
  });

const writableOf = (socket: Socket): WritableStream<Uint8Array> =>
  new WritableStream<Uint8Array>({
    write: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error === null || error === undefined ? resolve() : reject(error)));
      }),
  });

const connectionOf = (socket: Socket, ca: string | undefined): Connection => ({
  readable: readableOf(socket),
  writable: writableOf(socket),
  startTls: () => {
    socket.removeAllListeners("data");
    return connectionOf(connectTls({ socket, ca, servername: "localhost" }), ca);
  },
  close: async () => {
    socket.destroy();
  },
});

/** Connections of Node in the form that Workers have. `ca`: a certificate that is trusted beside the known ones. */
export const createNodeConnect =
  (ca?: string) =>
  ({ host, port, security }: SocketTarget): Connection =>
    connectionOf(
      security === "tls" ? connectTls({ host, port, ca, servername: "localhost" }) : connect({ host, port }),
      ca,
    );
