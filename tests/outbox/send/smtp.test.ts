import { afterEach, describe, expect, test, vi } from "vitest";
import {
  SMTP_CONVERSATION_MAX_MS,
  SMTP_REPLY_MAX_BYTES,
  SMTP_REPLY_TIMEOUT_MS,
  SMTP_TAKEOVER_TIMEOUT_MS,
} from "../../../schemas/limits.ts";
import { sendThrough } from "../../../worker/outbox/send/send-through.ts";
import { answer, MailServer } from "./mail-server.ts";
import { createNodeConnect } from "./node-socket.ts";
import { EMAIL, failed, PORTS, smtp } from "./sample.ts";
import { DROP, type Script, ScriptedServer } from "./scripted-server.ts";
import { selfSigned } from "./self-signed.ts";

type ServerOptions = Parameters<typeof MailServer.start>[0];

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const stop of stops.splice(0)) await stop();
});

const mailServer = async (options: ServerOptions = {}): Promise<MailServer> => {
  const server = await MailServer.start({ disabledCommands: ["STARTTLS", "AUTH"], ...options });
  stops.push(() => server.stop());
  return server;
};

const scripted = async (greeting: string | null, script: Script): Promise<ScriptedServer> => {
  const server = await ScriptedServer.start(greeting, script);
  stops.push(() => server.stop());
  return server;
};

const LOGIN = { username: MailServer.USERNAME, password: MailServer.PASSWORD };
const CERTIFICATE = selfSigned();
const TRUSTING = { ...PORTS, connect: createNodeConnect(CERTIFICATE.cert) };
const TLS = { key: CERTIFICATE.key, cert: CERTIFICATE.cert };

describe("a message", () => {
  test("reaches the mail server with its envelope, its headers and both of its texts", async () => {
    const server = await mailServer();
    const subject =
      "Gr\u00FC\u00DFe \u{1F97E} von den Stiefeln, die noch immer in deinem Warenkorb auf dich warten";
    const message = { ...EMAIL, subject, html: "<p>\u00C4pfel</p>\n.\n", text: "\u00C4pfel\n.\n..\n" };
    expect(await sendThrough(message, smtp(server.port), PORTS)).toEqual({ kind: "delivered" });
    const [{ from, to, raw, mail } = expect.fail("nothing came"), ...more] = server.taken;
    expect(more).toEqual([]);
    expect([from, to]).toEqual(["hello@shop.example", ["ada@customer.example"]]);
    expect(mail.from).toEqual({ name: "Boot shop", address: "hello@shop.example" });
    expect(mail.to).toEqual([{ name: "", address: "ada@customer.example" }]);
    expect(mail).toMatchObject({
      subject,
      messageId: "<inst-4.0.1@shop.example>",
      date: "2026-11-26T12:30:05.000Z",
    });
    expect([mail.html, mail.text].map((part) => part?.replaceAll("\r\n", "\n"))).toEqual([
      message.html,
      message.text,
    ]);
    const fields = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
    expect(fields).toMatchObject({
      "list-unsubscribe": "<https://shop.example/h/shop/u/token>",
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
    expect(raw.split("\r\n").filter((line) => line.length > 998 || /[^ -~]/.test(line))).toEqual([]);
  });

  test.each([
    ["none", { secure: false, disabledCommands: ["STARTTLS"] }, false],
    ["starttls", { secure: false, ...TLS }, true],
    ["tls", { secure: true, ...TLS }, true],
  ] as const)("goes through %s, with name and password", async (security, options, isEncrypted) => {
    for (const authMethods of [["PLAIN", "LOGIN"], ["LOGIN"]]) {
      const server = await mailServer({
        allowInsecureAuth: true,
        ...options,
        disabledCommands: security === "starttls" ? [] : ["STARTTLS"],
        authMethods,
      });
      const channel = smtp(server.port, { security, ...LOGIN });
      expect(await sendThrough(EMAIL, channel, TRUSTING)).toEqual({ kind: "delivered" });
      expect(server.taken).toMatchObject([{ user: MailServer.USERNAME, isEncrypted }]);
    }
  });

  test("to an address of another script needs a server that takes it", async () => {
    const message = { ...EMAIL, to: "j\u00FCrgen@b\u00FCcher.example" };
    const open = await mailServer();
    expect(await sendThrough(message, smtp(open.port), PORTS)).toEqual({ kind: "delivered" });
    expect(open.taken[0]?.raw).toContain("To: j\u00FCrgen@xn--bcher-kva.example\r\n");
    const plain = await mailServer({ hideSMTPUTF8: true });
    expect(await sendThrough(message, smtp(plain.port), PORTS)).toEqual({
      kind: "refused",
      failure: "recipient_unsupported",
    });
    const domain = { ...EMAIL, to: "ada@b\u00FCcher.example" };
    expect(await sendThrough(domain, smtp(plain.port), PORTS)).toEqual({ kind: "delivered" });
    expect(plain.taken[0]?.raw).toContain("To: ada@xn--bcher-kva.example\r\n");
  });
});

/** Somebody on the way adds to what the server says. */
const PUT_IN: Script = (line) => {
  if (line.startsWith("EHLO")) return "250-mail\r\n250 STARTTLS\r\n";
  return line === "STARTTLS" ? "220 go\r\n250-mail\r\n250 AUTH PLAIN\r\n" : null;
};

describe("encryption that was promised", () => {
  test("is not given up where the server offers none: neither password nor message is sent", async () => {
    const server = await mailServer({ disabledCommands: ["STARTTLS"], allowInsecureAuth: true });
    const channel = smtp(server.port, { security: "starttls", ...LOGIN });
    expect(await sendThrough(EMAIL, channel, TRUSTING)).toEqual(failed("starttls_missing", true));
    expect(server.taken).toEqual([]);
  });

  test.each(["starttls", "tls"] as const)(
    "is not believed by a foreign certificate: %s",
    async (security) => {
      const server = await mailServer({ secure: security === "tls", ...TLS, disabledCommands: [] });
      const outcome = await sendThrough(EMAIL, smtp(server.port, { security, ...LOGIN }), PORTS);
      expect(outcome).toMatchObject({ kind: "failed", isChannelDown: true });
      expect(server.taken).toEqual([]);
    },
  );

  test("does not begin with what somebody put in before it", async () => {
    const server = await scripted("220 mail\r\n", PUT_IN);
    const channel = smtp(server.port, { security: "starttls", ...LOGIN });
    expect(await sendThrough(EMAIL, channel, TRUSTING)).toEqual(failed("starttls_broken", true));
    expect(server.heard.filter((line) => /AUTH|MAIL/.test(line))).toEqual([]);
  });
});

describe("a server that says no", () => {
  test.each<[string, ServerOptions, object]>([
    [
      "to the sender",
      { onMailFrom: (_, __, callback) => callback(answer(550)) },
      failed("sender_rejected", true),
    ],
    [
      "to the sender for now",
      { onMailFrom: (_, __, callback) => callback(answer(451)) },
      failed("smtp_451", true),
    ],
    [
      "to the recipient",
      { onRcptTo: (_, __, callback) => callback(answer(550)) },
      { kind: "refused", failure: "recipient_rejected" },
    ],
    [
      "to the recipient for now",
      { onRcptTo: (_, __, callback) => callback(answer(450)) },
      failed("smtp_450", false),
    ],
    [
      "to everybody at the recipient",
      { onRcptTo: (_, __, callback) => callback(answer(421)) },
      failed("smtp_421", true),
    ],
    ["to who sends", { onRcptTo: (_, __, callback) => callback(answer(530)) }, failed("auth_required", true)],
    ["to everybody", { onConnect: (_, callback) => callback(answer(554)) }, failed("smtp_554", true)],
    [
      "to the message",
      { onData: (stream, _, callback) => void stream.resume().on("end", () => callback(answer(554))) },
      { kind: "refused", failure: "smtp_554" },
    ],
    [
      "to the message for now",
      { onData: (stream, _, callback) => void stream.resume().on("end", () => callback(answer(452))) },
      failed("smtp_452", false),
    ],
  ])("%s", async (_, options, outcome) => {
    const server = await mailServer(options);
    expect(await sendThrough(EMAIL, smtp(server.port), PORTS)).toEqual(outcome);
  });

  test("to the password, and one that wants none", async () => {
    const server = await mailServer({ allowInsecureAuth: true, disabledCommands: ["STARTTLS"] });
    const wrong = smtp(server.port, { ...LOGIN, password: "wrong" });
    expect(await sendThrough(EMAIL, wrong, PORTS)).toEqual(failed("auth_rejected", true));
    const deaf = await mailServer();
    expect(await sendThrough(EMAIL, smtp(deaf.port, LOGIN), PORTS)).toEqual(failed("auth_unsupported", true));
    expect([...server.taken, ...deaf.taken]).toEqual([]);
  });
});

const OBEDIENT: Script = (line) => {
  if (line.startsWith("EHLO")) return "250 mail\r\n";
  if (line === "DATA") return "354 go on\r\n";
  return /^(?:MAIL|RCPT|QUIT|\.$)/.test(line) ? "250 fine\r\n" : null;
};

const notAllowed = (): never => {
  throw new TypeError("not allowed");
};

describe("a connection", () => {
  test("that nobody takes is unreachable", async () => {
    const server = await ScriptedServer.start(null, () => null);
    const { port } = server;
    await server.stop();
    expect(await sendThrough(EMAIL, smtp(port), PORTS)).toEqual(failed("unreachable", true));
  });

  test("that the platform does not open is unreachable", async () => {
    expect(await sendThrough(EMAIL, smtp(25), { ...PORTS, connect: notAllowed })).toEqual(
      failed("unreachable", true),
    );
  });

  test("lost before the message was taken over fails, and the next try is known by the same Message-ID", async () => {
    let isDropping = true;
    const server = await scripted("220 mail\r\n", (line, socket) => {
      if (line !== "." || !isDropping) return OBEDIENT(line, socket);
      isDropping = false;
      return DROP;
    });
    expect(await sendThrough(EMAIL, smtp(server.port), PORTS)).toEqual(failed("connection_lost", false));
    expect(await sendThrough(EMAIL, smtp(server.port), PORTS)).toEqual({ kind: "delivered" });
    const ids = server.heard.filter((line) => line.startsWith("Message-ID:"));
    expect(ids).toEqual(["Message-ID: <inst-4.0.1@shop.example>", "Message-ID: <inst-4.0.1@shop.example>"]);
  });

  test("lost before the message was begun lets the others wait", async () => {
    const server = await scripted("220 mail\r\n", (line, socket) =>
      line.startsWith("RCPT") ? DROP : OBEDIENT(line, socket),
    );
    expect(await sendThrough(EMAIL, smtp(server.port), PORTS)).toEqual(failed("connection_lost", true));
  });

  test.each([
    ["one reply", SMTP_REPLY_TIMEOUT_MS, "EHLO", true],
    ["the last reply", SMTP_TAKEOVER_TIMEOUT_MS, ".", false],
    ["the whole conversation", SMTP_CONVERSATION_MAX_MS, "RCPT", true],
  ])("on which the server takes too long for %s ends with its time", async (_, ms, line, isChannelDown) => {
    const [late, inTime] = [new AbortController(), new AbortController()];
    const server = await scripted("220 mail\r\n", (heard, socket) => {
      if (!heard.startsWith(line)) return OBEDIENT(heard, socket);
      late.abort();
      return null;
    });
    vi.spyOn(AbortSignal, "timeout").mockImplementation((asked) =>
      asked === ms ? late.signal : inTime.signal,
    );
    expect(await sendThrough(EMAIL, smtp(server.port), PORTS)).toEqual(failed("timeout", isChannelDown));
  });

  test("may bring a reply in pieces and over many lines", async () => {
    const server = await scripted("220-mail\r\n220-is\r\n220 ready\r\n", (line, socket) => {
      if (!line.startsWith("EHLO")) return OBEDIENT(line, socket);
      for (const piece of ["25", "0-mail\r", "\n250-SIZE 1000", "\r\n250 8BIT", "MIME\r\n"])
        socket.write(piece);
      return null;
    });
    expect(await sendThrough(EMAIL, smtp(server.port), PORTS)).toEqual({ kind: "delivered" });
    await server.hears("QUIT");
  });

  test.each([
    ["no reply", "hello\r\n"],
    ["a code of another kind", "120 wait\r\n"],
    ["a line without an end", "220 ".padEnd(SMTP_REPLY_MAX_BYTES + 10, "a")],
    ["lines without an end", "220-mail\r\n".repeat(SMTP_REPLY_MAX_BYTES / 8 + 10)],
  ])("that brings %s is not read on", async (_, greeting) => {
    const server = await scripted(greeting, OBEDIENT);
    expect(await sendThrough(EMAIL, smtp(server.port), PORTS)).toEqual(failed("reply_malformed", true));
    expect(server.heard.filter((line) => line !== "QUIT")).toEqual([]);
  });
});
