import { connect } from "cloudflare:sockets";
import { type Environment, isTrial } from "../configuration/environment.ts";
import { signWebhook } from "../crypto/webhook-signature.ts";
import type { SiteSnapshot } from "../domain/site-snapshot.ts";
import type { OutgoingMessage } from "../outbox/outgoing.ts";
import { channelDown } from "../outbox/send/outcomes.ts";
import { sendWebPush } from "../outbox/send/web-push.ts";
import type { Connection, SendPorts, SocketTarget } from "../outbox/send/send-ports.ts";
import { createPushPorts } from "./push-ports.ts";

const TRANSPORT = { none: "off", starttls: "starttls", tls: "on" } as const;

/** A socket that fails says so to whoever reads and writes; its promises nobody waits for. */
const connectionOf = (socket: Socket): Connection => {
  for (const ended of [socket.opened, socket.closed]) void ended.catch(() => undefined);
  return {
    readable: socket.readable as ReadableStream<Uint8Array>,
    writable: socket.writable as WritableStream<Uint8Array>,
    startTls: () => connectionOf(socket.startTls()),
    close: () => socket.close(),
  };
};

const openSocket = ({ host, port, security }: SocketTarget): Connection =>
  connectionOf(
    connect({ hostname: host, port }, { secureTransport: TRANSPORT[security], allowHalfOpen: false }),
  );

const feedbackUrl = (
  { id, configuration: { messaging, origins } }: SiteSnapshot,
  channel: string,
): string | null => {
  const origin = messaging.base_url ?? origins[0];
  return origin === undefined ? null : `${origin}/h/${id}/f/${channel}`;
};

/** What sending needs, on the platform. */
export const createSendPorts = (
  env: Environment,
  snapshot: SiteSnapshot,
  keepInInbox: (message: OutgoingMessage) => Promise<void>,
): SendPorts => ({
  now: () => Date.now(),
  connect: openSocket,
  signWebhook,
  sendPush: async (message, { vapid_public_key: publicKey, vapid_private_key: privateKey, subject }) =>
    publicKey === undefined || privateKey === undefined
      ? channelDown("push_missing")
      : sendWebPush(message, { publicKey, privateKey, subject }, createPushPorts(env)),
  keepInInbox: isTrial(env) ? keepInInbox : null,
  feedbackUrl: (channel) => feedbackUrl(snapshot, channel),
  isTrial: isTrial(env),
});
