import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import {
  FEEDBACK_BODY_MAX_BYTES,
  FEEDBACK_TOLERANCE_MS,
  WEBHOOK_TOLERANCE_MS,
} from "../../schemas/limits.ts";
import type { SuppressionReason } from "../../worker/domain/outreach/outreach.ts";
import { NOON } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { dump, evictShards, inShard, shardOf } from "./objects.ts";
import { CANARY, expectProblem } from "./problems.ts";
import { SECRET } from "./webhook.ts";
import { type Answer, request } from "./request.ts";
import { identify } from "./samples.ts";

const FROM = "hello@shop.example";
const EMAIL = "ada@engines.example.com";
const MESSAGE = "inst-4.0.1";
const PAIR = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const TOKEN = "twilio-token";

const CHANNELS = {
  resend: { kind: "resend", api_key: "re_1", from: FROM, webhook_secret: SECRET },
  postmark: {
    kind: "postmark",
    server_token: "pm",
    from: FROM,
    webhook_username: "halley",
    webhook_password: "h00k",
  },
  sendgrid: {
    kind: "sendgrid",
    api_key: "SG.1",
    from: FROM,
    webhook_public_key: PAIR.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
  },
  mailgun: {
    kind: "mailgun",
    api_key: "mg",
    domain: "mg.shop.example",
    region: "us",
    from: FROM,
    webhook_signing_key: "signing-key",
  },
  twilio: { kind: "twilio", account_sid: `AC${"0".repeat(32)}`, auth_token: TOKEN, from: "Boots" },
};
type Provider = keyof typeof CHANNELS;
const PROVIDERS = Object.keys(CHANNELS) as Provider[];

interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly query?: string;
}

const secondsOf = (at: number): string => String(Math.floor(at / 1_000));

/** What each provider sends, signed by its documented rule. `at` is the time that it signs. */
const signed = {
  resend: (value: unknown, at = Date.now()): Signed => {
    const body = JSON.stringify(value);
    const signature = new Webhook(SECRET).sign("msg_1", new Date(at), body);
    return {
      body,
      headers: { "svix-id": "msg_1", "svix-timestamp": secondsOf(at), "svix-signature": signature },
    };
  },
  postmark: (value: unknown): Signed => ({
    body: JSON.stringify(value),
    headers: { authorization: `Basic ${btoa("halley:h00k")}` },
  }),
  sendgrid: (value: unknown, at = Date.now()): Signed => {
    const body = `${JSON.stringify(value)}\r\n`;
    const timestamp = secondsOf(at);
    return {
      body,
      headers: {
        "x-twilio-email-event-webhook-timestamp": timestamp,
        "x-twilio-email-event-webhook-signature": sign(
          "sha256",
          Buffer.from(timestamp + body),
          PAIR.privateKey,
        ).toString("base64"),
      },
    };
  },
  mailgun: (value: object, at = Date.now()): Signed => {
    const [timestamp, token] = [secondsOf(at), "a".repeat(50)];
    const signature = createHmac("sha256", "signing-key")
      .update(timestamp + token)
      .digest("hex");
    return { body: JSON.stringify({ signature: { timestamp, token, signature }, ...value }), headers: {} };
  },
  twilio: (fields: Record<string, string>, url: string): Signed => {
    const text =
      url +
      Object.keys(fields)
        .toSorted()
        .map((name) => `${name}${fields[name]}`)
        .join("");
    return {
      body: new URLSearchParams(fields).toString(),
      headers: { "x-twilio-signature": createHmac("sha1", TOKEN).update(text).digest("base64") },
      query: new URL(url).search,
    };
  },
};

/** A site with a contact and a channel of each of some providers. */
const scene = async (...providers: Provider[]) => {
  const site = await createSite();
  await site.browser().send([identify(EMAIL)]);
  const contact = await site.lookUp(`email=${EMAIL}`);
  for (const id of providers) await site.server.put(`/channels/${id}`, CHANNELS[id]);
  return { site, contact };
};

const report = (site: TestSite, channel: string, { headers, body, query = "" }: Signed): Promise<Answer> =>
  request("POST", `/h/${site.id}/f/${channel}${query}`, { headers, body });

const suppressedOf = (site: TestSite, contact: string): Promise<unknown> =>
  inShard(shardOf(site, contact), (shard) => {
    const { state } = shard as unknown as {
      state: { profiles: { read(id: string): { history: { outreach: { suppressed: unknown } } } } };
    };
    return state.profiles.read(contact).history.outreach.suppressed;
  });

const metadata = (contact: string) => ({ halley_contact: contact, halley_message: MESSAGE });
const tags = (contact: string) => ({
  halley_contact: contact,
  halley_message: Buffer.from(MESSAGE).toString("base64url"),
});
const WHEN = new Date(NOON - 60_000).toISOString();
const SECONDS = NOON / 1_000 - 60;

const resend =
  (type: string, more: object = {}) =>
  (contact: string) =>
    signed.resend({ type, created_at: WHEN, data: { email_id: "1", tags: tags(contact), ...more } });
const postmark = (RecordType: string, more: object) => (contact: string) =>
  signed.postmark({ RecordType, ID: 42, Metadata: metadata(contact), ...more });
const sendgrid =
  (event: string, more: object = {}) =>
  (contact: string) =>
    signed.sendgrid([{ event, timestamp: SECONDS, sg_event_id: "x", ...metadata(contact), ...more }]);
const mailgun =
  (event: string, more: object = {}) =>
  (contact: string) =>
    signed.mailgun({
      "event-data": { event, timestamp: SECONDS + 0.5, "user-variables": metadata(contact), ...more },
    });
const twilio = (fields: Record<string, string>) => (contact: string, site: TestSite) =>
  signed.twilio(
    { MessageSid: "SM1", To: "+493012345678", ...fields },
    `https://shop.example/h/${site.id}/f/twilio?halley_contact=${contact}&halley_message=${MESSAGE}`,
  );

type Make = (contact: string, site: TestSite) => Signed;

const STOPPING: [Provider, string, Make, SuppressionReason][] = [
  ["resend", "a permanent bounce", resend("email.bounced", { bounce: { type: "Permanent" } }), "bounced"],
  ["resend", "an address it does not write to", resend("email.suppressed"), "bounced"],
  ["resend", "a complaint", resend("email.complained"), "complained"],
  ["postmark", "a hard bounce", postmark("Bounce", { Type: "HardBounce", BouncedAt: WHEN }), "bounced"],
  ["postmark", "an address that is none", postmark("Bounce", { Type: "BadEmailAddress" }), "bounced"],
  [
    "postmark",
    "one it will not try again",
    postmark("Bounce", { Type: "Blocked", Inactive: true }),
    "bounced",
  ],
  ["postmark", "a complaint", postmark("SpamComplaint", { BouncedAt: WHEN }), "complained"],
  [
    "postmark",
    "somebody who unsubscribed there",
    postmark("SubscriptionChange", { SuppressSending: true, SuppressionReason: "ManualSuppression" }),
    "unsubscribed",
  ],
  [
    "postmark",
    "somebody who complained there",
    postmark("SubscriptionChange", { SuppressSending: true, SuppressionReason: "SpamComplaint" }),
    "complained",
  ],
  ["sendgrid", "a bounce", sendgrid("bounce", { type: "bounce" }), "bounced"],
  ["sendgrid", "a known bounce", sendgrid("dropped", { reason: "Bounced Address" }), "bounced"],
  ["sendgrid", "a known complaint", sendgrid("dropped", { reason: "Spam Reporting Address" }), "complained"],
  ["sendgrid", "a complaint", sendgrid("spamreport"), "complained"],
  ["sendgrid", "somebody who unsubscribed", sendgrid("unsubscribe"), "unsubscribed"],
  ["sendgrid", "somebody who left a group", sendgrid("group_unsubscribe"), "unsubscribed"],
  [
    "mailgun",
    "a permanent failure",
    mailgun("failed", { severity: "permanent", reason: "bounce" }),
    "bounced",
  ],
  [
    "mailgun",
    "a known complaint",
    mailgun("failed", { severity: "permanent", reason: "suppress-complaint" }),
    "complained",
  ],
  ["mailgun", "a complaint", mailgun("complained"), "complained"],
  ["mailgun", "somebody who unsubscribed", mailgun("unsubscribed"), "unsubscribed"],
  ["twilio", "STOP", twilio({ MessageStatus: "undelivered", ErrorCode: "21610" }), "unsubscribed"],
  ["twilio", "a dead number", twilio({ MessageStatus: "undelivered", ErrorCode: "30005" }), "bounced"],
];

const PASSING: [Provider, string, Make][] = [
  ["resend", "a delivery", resend("email.delivered")],
  ["resend", "a delay", resend("email.delivery_delayed")],
  ["resend", "a passing bounce", resend("email.bounced", { bounce: { type: "Transient" } })],
  ["postmark", "a delivery", postmark("Delivery", { DeliveredAt: WHEN })],
  ["postmark", "a soft bounce", postmark("Bounce", { Type: "SoftBounce", Inactive: false })],
  ["sendgrid", "a delivery", sendgrid("delivered")],
  ["sendgrid", "a delay", sendgrid("deferred")],
  ["sendgrid", "a blocked message", sendgrid("bounce", { type: "blocked" })],
  ["sendgrid", "a reason of another kind", sendgrid("dropped", { reason: "constructor" })],
  ["mailgun", "a delivery", mailgun("delivered")],
  ["mailgun", "a passing failure", mailgun("failed", { severity: "temporary", reason: "generic" })],
  ["mailgun", "tries in vain", mailgun("failed", { severity: "permanent", reason: "old" })],
  ["twilio", "a delivery", twilio({ MessageStatus: "delivered" })],
  ["twilio", "a number that is off", twilio({ MessageStatus: "undelivered", ErrorCode: "30003" })],
];

describe("a signed report of", () => {
  test.each(STOPPING)("%s on %s stops the medium, once and for good", async (provider, _, make, reason) => {
    const { site, contact } = await scene(provider);
    expect(await report(site, provider, make(contact, site))).toMatchObject({
      status: 200,
      body: { heard: 1 },
    });
    const medium = provider === "twilio" ? "sms" : "email";
    const suppressed = await suppressedOf(site, contact);
    expect(suppressed).toEqual({ [medium]: { reason, at: expect.any(Number) as number } });
    const { at } =
      (suppressed as Record<string, { at: number }>)[medium] ?? expect.fail("nothing is stopped");
    expect(at).toBeLessThanOrEqual(NOON);
    await evictShards(site);
    const before = await dump(site);
    expect(await report(site, provider, make(contact, site))).toMatchObject({ status: 200 });
    expect(await suppressedOf(site, contact)).toEqual(suppressed);
    expect(await dump(site)).toEqual(before);
  });

  test.each(PASSING)("%s on %s stops nothing", async (provider, _, make) => {
    const { site, contact } = await scene(provider);
    expect(await report(site, provider, make(contact, site))).toMatchObject({
      status: 200,
      body: { heard: 1 },
    });
    expect(await suppressedOf(site, contact)).toEqual({});
  });
});

const SAMPLE: Record<Provider, Make> = {
  resend: resend("email.complained"),
  postmark: postmark("SpamComplaint", {}),
  sendgrid: sendgrid("spamreport"),
  mailgun: mailgun("complained"),
  twilio: twilio({ MessageStatus: "undelivered", ErrorCode: "21610" }),
};

const expectForged = (answer: Answer): void => {
  expectProblem(answer);
  expect(answer).toMatchObject({ status: 403, body: { code: "signature_invalid" } });
};

describe.each(PROVIDERS)("a report of %s", (provider) => {
  const make = SAMPLE[provider];

  test("that is not signed, or for another, is refused and changes nothing", async () => {
    const { site, contact } = await scene(...PROVIDERS);
    const good = make(contact, site);
    const before = await dump(site);
    const plain = { ...good, headers: {}, body: good.body.replace(/"signature":\{[^}]*\},/, "") };
    expectForged(await report(site, provider, plain));
    for (const other of PROVIDERS.filter((name) => name !== provider)) {
      expectForged(await report(site, other, good));
    }
    expect(await dump(site)).toEqual(before);
    expect((await report(site, provider, good)).status).toBe(200);
  });

  test("about somebody who is not known, or of no message of ours, is taken and does nothing", async () => {
    const { site, contact } = await scene(provider);
    const before = await dump(site);
    const stranger = contact.slice(0, 3) + "x".repeat(22);
    const nowhere = `czz${"x".repeat(22)}`;
    const visitor = `vx00${"x".repeat(22)}`;
    const heard: unknown[] = [];
    for (const id of [stranger, nowhere, visitor, CANARY, ""]) {
      const answer = await report(site, provider, make(id, site));
      expect(answer.status).toBe(200);
      heard.push(answer.body);
    }
    expect(heard).toEqual([{ heard: 1 }, { heard: 0 }, { heard: 0 }, { heard: 0 }, { heard: 0 }]);
    expect(await dump(site)).toEqual(before);
  });
});

describe("a signature", () => {
  test("of Resend does not cover another body", async () => {
    const { site, contact } = await scene("resend");
    const { headers, body } = SAMPLE.resend(contact, site);
    expectForged(await report(site, "resend", { headers, body: body.replace("complained", "bounced") }));
  });

  test("of Twilio does not cover another contact, and holds for the site's own address", async () => {
    const { site, contact } = await scene("twilio");
    const good = SAMPLE.twilio(contact, site);
    const query = good.query?.replace(contact, `c00${"x".repeat(22)}`) ?? "";
    expectForged(await report(site, "twilio", { ...good, query }));
    const { headers, body } = good;
    const answer = await request("POST", `/h/${site.id}/f/twilio${good.query}`, { headers, body });
    expect(answer.status).toBe(200);
  });

  test.each([
    [WEBHOOK_TOLERANCE_MS - 20_000, 200],
    [WEBHOOK_TOLERANCE_MS + 20_000, 403],
    [-WEBHOOK_TOLERANCE_MS - 20_000, 403],
  ])("of Resend that is %d ms old: %d", async (ageMs, status) => {
    const { site } = await scene("resend");
    const opened = signed.resend({ type: "email.opened", data: {} }, Date.now() - ageMs);
    expect((await report(site, "resend", opened)).status).toBe(status);
  });

  test.each([
    [FEEDBACK_TOLERANCE_MS - 20_000, 200],
    [FEEDBACK_TOLERANCE_MS + 20_000, 403],
    [-FEEDBACK_TOLERANCE_MS - 20_000, 403],
  ])("of SendGrid or Mailgun that is %d ms old: %d", async (ageMs, status) => {
    const { site } = await scene("mailgun", "sendgrid");
    const at = Date.now() - ageMs;
    const mail = { "event-data": { event: "opened", "user-variables": {} } };
    expect((await report(site, "sendgrid", signed.sendgrid([], at))).status).toBe(status);
    expect((await report(site, "mailgun", signed.mailgun(mail, at))).status).toBe(status);
  });

  test.each(["resend", "postmark", "sendgrid", "mailgun"] as const)(
    "cannot be checked for %s without its key",
    async (provider) => {
      const { site, contact } = await scene(provider);
      const names = ["webhook_secret", "webhook_username", "webhook_password", "webhook_public_key"];
      const keys = Object.fromEntries(
        [...names, "webhook_signing_key"].flatMap((name) =>
          name in CHANNELS[provider] ? [[name, null]] : [],
        ),
      );
      const open = Object.entries({ ...CHANNELS[provider], ...keys }).filter(
        ([name, value]) => value !== null || name !== "webhook_username",
      );
      const body = Object.fromEntries(open.filter(([name]) => name !== "webhook_public_key"));
      expect((await site.server.put(`/channels/${provider}`, body)).status).toBe(200);
      expectForged(await report(site, provider, SAMPLE[provider](contact, site)));
    },
  );
});

describe("the address for reports", () => {
  test.each([
    ["webhook", { kind: "webhook", url: "https://crm.example/", secret: SECRET }],
    ["smtp", { kind: "smtp", host: "mail.example", port: 587, security: "tls", from: FROM }],
    ["webpush", { kind: "webpush", subject: "mailto:hello@shop.example" }],
    ["inbox", { kind: "inbox", medium: "email" }],
  ])("of a channel of the kind %s hears nobody", async (_, body) => {
    const { site, contact } = await scene(...PROVIDERS);
    await site.server.put("/channels/other", body);
    for (const provider of PROVIDERS) {
      expectForged(await report(site, "other", SAMPLE[provider](contact, site)));
    }
  });

  test("of an unknown channel or site is 404", async () => {
    const { site, contact } = await scene("postmark");
    const good = SAMPLE.postmark(contact, site);
    expect(await report(site, "unknown", good)).toMatchObject({
      status: 404,
      body: { code: "channel_unknown" },
    });
    expect(await request("POST", "/h/no-such-site/f/postmark", { ...good })).toMatchObject({
      status: 404,
      body: { code: "site_unknown" },
    });
  });

  test.each([
    [FEEDBACK_BODY_MAX_BYTES - 1, 200],
    [FEEDBACK_BODY_MAX_BYTES, 200],
    [FEEDBACK_BODY_MAX_BYTES + 1, 413],
  ])("takes %d bytes: %d", async (length, status) => {
    const { site } = await scene("postmark");
    const good = signed.postmark({ RecordType: "Open", more: "" });
    const body = good.body.replace('""', `"${"a".repeat(length - good.body.length)}"`);
    expect((await report(site, "postmark", { ...good, body })).status).toBe(status);
  });

  test.each(["", "{", "null", "[]", '"x"', "[null,1]", '{"RecordType":1}'])(
    "takes the signed body %j as saying nothing",
    async (body) => {
      const { site } = await scene("postmark");
      const answer = await report(site, "postmark", { ...signed.postmark({}), body });
      expect(answer).toMatchObject({ status: 200, body: { heard: 0 } });
    },
  );

  test("hears many reports of one request, each for its contact, and leaves out what it cannot read", async () => {
    const { site, contact } = await scene("sendgrid");
    await site.browser().send([identify("ben@engines.example.com")]);
    const ben = await site.lookUp("email=ben@engines.example.com");
    const one = (event: string, id: string) => ({ event, timestamp: SECONDS, ...metadata(id) });
    const events = [
      one("delivered", contact),
      ...Array.from({ length: 30 }, () => one("deferred", ben)),
      7,
      one("spamreport", contact),
      one("unsubscribe", ben),
    ];
    const answer = await report(site, "sendgrid", signed.sendgrid(events));
    expect(answer.body).toEqual({ heard: 33 });
    const at = SECONDS * 1_000;
    expect(await suppressedOf(site, contact)).toEqual({ email: { reason: "complained", at } });
    expect(await suppressedOf(site, ben)).toEqual({ email: { reason: "unsubscribed", at } });
  });
});
