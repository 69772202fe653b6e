import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listOperations } from "../../../api/operations.ts";
import { signClaims } from "../../../worker/crypto/deletion-token.ts";
import { siteSecrets } from "../../../worker/crypto/site-secrets.ts";
import { TestInstance } from "../instance-kit.ts";
import { Asker } from "./asker.ts";

const NOON = Date.UTC(2026, 10, 26, 12);
const ORIGIN = "https://shop.example";
const SETTINGS = {
  name: "Boot shop",
  origins: [ORIGIN],
  timezone: "Europe/Berlin",
  currency: "EUR",
  exports: { min_size: 1 },
  privacy: { deletion_requests: { domain: "shop.example" } },
};
const EVERYTHING = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
  email_marketing: "granted",
};
const VIEWERS = {
  v: 1,
  name: "Viewers",
  of: "visitors",
  include: { event: "page_view", within: "7d" },
  exclude: [{ mode: "permanent", rule: { event: "purchase" } }],
};
const POSTMARK = {
  kind: "postmark",
  server_token: "token",
  from: "shop@shop.example",
  webhook_username: "postmark",
  webhook_password: "secret",
};
const MAIL = {
  channel: "mail",
  subject: "Hello",
  html: '<a href="{{ cart.recovery_url }}">Cart</a> <a href="https://shop.example/boots">Boots</a>',
};
const JOURNEY = {
  name: "Cart",
  status: "live",
  enter: { event: "add_to_cart" },
  steps: [{ send: MAIL }, { wait: "2h" }, { stop: true }],
};
const CAMPAIGN = {
  name: "Boots",
  audience: "viewers",
  placements: ["home-hero"],
  status: "live",
  caps: [{ scope: "campaign", limit: 5, per: "24h" }],
  goal: { event: "purchase" },
  creatives: [
    { id: "a", content: { kind: "text", headline: "Still thinking?", href: "https://shop.example/boots" } },
  ],
};

let dataFolder: string;
let instance: TestInstance;
let asker: Asker;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "halley-e2e-"));
  instance = await TestInstance.start({ dataFolder });
  await instance.setClock(NOON);
  const document = (await (await fetch(`${instance.origin}/openapi.json`)).json()) as object;
  asker = new Asker(instance.origin, "shop", instance.adminKey, document);
});
afterAll(() => instance.remove());

const field = (body: unknown, name: string): string => String((body as Record<string, unknown>)[name]);

/** The reservation of the first placement. */
const reservationIn = (body: unknown): string =>
  (body as { decisions: { reservation: string }[] }).decisions[0]!.reservation;

const event = (type: string, more: object = {}) => ({ id: crypto.randomUUID(), type, ...more });
const inBrowser = { origin: ORIGIN, "content-type": "text/plain", "user-agent": "Mozilla/5.0 Firefox/140.0" };
const ofBoots = { id: "boots" };
const ofViewers = { id: "viewers" };
const ofMeta = { id: "meta" };
const ofCrm = { id: "crm-list" };
const CRM_LIST = {
  kind: "webhook",
  audiences: ["buyers-to-be"],
  url: "http://127.0.0.1:9/",
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};
const META = {
  kind: "meta_conversions",
  pixel_id: "1234",
  access_token: "token",
  base_url: "http://127.0.0.1:9",
};

/** A request for deletion by the site's own company. */
const deletionRequest = async (email: string): Promise<string> => {
  const { deletion } = siteSecrets((await readFile(join(dataFolder, "secret"), "utf8")).trim(), "shop");
  const sub = { identifierValue: email, identifierType: "email", identifierFormat: "plaintext" };
  const claims = { version: "1.0", iss: "shop.example", sub, iat: NOON / 1_000 };
  const idJWT = await signClaims(deletion, { ...claims, jti: "identity" });
  return signClaims(deletion, { ...claims, jti: "request", idJWT });
};

test("what the instance says to everybody is as it is described", async () => {
  for (const id of [
    "getHealth",
    "getReadiness",
    "getAudienceSchema",
    "showReference",
    "listAudienceTemplates",
    "listJourneyTemplates",
    "declareGlobalPrivacyControl",
  ] as const) {
    await asker.ask(id);
  }
  const { headers } = await asker.ask("getOpenapi");
  expect((await asker.ask("getOpenapi", { headers: { "if-none-match": headers.get("etag")! } })).status).toBe(
    304,
  );
});

test("settings, channels, journeys and campaigns are answered as described", async () => {
  expect((await asker.ask("putSite", { body: SETTINGS })).status).toBe(201);
  expect((await asker.ask("putSite", { body: SETTINGS })).status).toBe(200);
  await asker.ask("getSite");
  await asker.ask("getUsage");
  for (const [id, body] of [
    ["mail", { kind: "inbox", medium: "email" }],
    ["postmark", POSTMARK],
    [
      "crm",
      { kind: "webhook", url: "http://127.0.0.1:9/", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
    ],
    ["push", { kind: "webpush", subject: "mailto:push@shop.example" }],
    [
      "smtp",
      { kind: "smtp", host: "127.0.0.1", port: 9, security: "none", from: "Shop <shop@shop.example>" },
    ],
  ] as const) {
    expect((await asker.ask("putChannel", { params: { id }, body })).status).toBe(201);
  }
  await asker.ask("putChannel", {
    params: { id: "crm" },
    body: { kind: "webhook", url: "http://127.0.0.1:9/x", secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
  });
  await asker.ask("listChannels");
  await asker.ask("getChannel", { params: { id: "postmark" } });
  await asker.ask("testChannel", { params: { id: "crm" }, body: {} });
  await asker.ask("putAudience", { params: ofViewers, body: VIEWERS });
  await asker.ask("putAudience", { params: ofViewers, body: { ...VIEWERS, notify: ["crm"] } });
  await asker.ask("putAudience", { params: { id: "all-viewers" }, body: { ...VIEWERS, of: "all" } });
  await asker.ask("putAudience", {
    params: { id: "buyers-to-be" },
    body: { ...VIEWERS, of: "contacts", include: { event: "add_to_cart", within: "7d" }, exclude: undefined },
  });
  await asker.ask("putJourney", { params: { id: "cart" }, body: JOURNEY });
  await asker.ask("putJourney", {
    params: { id: "cart" },
    body: { ...JOURNEY, priority: 1, quiet_hours: { from: "21:00", to: "08:00" } },
  });
  await asker.ask("listJourneys");
  await asker.ask("getJourney", { params: { id: "cart" } });
  await asker.ask("putCampaign", { params: ofBoots, body: CAMPAIGN });
  await asker.ask("putCampaign", { params: ofBoots, body: { ...CAMPAIGN, priority: 2 } });
  await asker.ask("listCampaigns");
  await asker.ask("getCampaign", { params: ofBoots });
});

test("events, decisions and profiles are answered as described", async () => {
  const { body: counted } = await asker.ask("ingestEvents", {
    body: {
      consent: EVERYTHING,
      signals: { tcf: "nonsense" },
      region: "DE",
      events: [event("page_view", { anonymous_id: "none-of-it" })],
    },
  });
  expect(counted).toMatchObject({ signals: [{ source: "tcf", fault: "malformed" }] });
  await asker.ask("ingestEvents", {
    body: {
      consent: EVERYTHING,
      region: "DE",
      events: [
        event("page_view", {
          anonymous_id: "crm-1",
          page: { url: "https://shop.example/?utm_source=mail&gclid=abc" },
        }),
        event("page_view", { anonymous_id: "crm-2" }),
        event("identify", { anonymous_id: "crm-2", email: "ada@example.com", params: { plan: "gold" } }),
        event("identify", { email: "ada@old.example" }),
        event("add_to_cart", {
          email: "ada@example.com",
          cart_id: "c-1",
          page: { url: "https://shop.example/cart" },
          currency: "EUR",
          value: 120,
          items: [{ item_id: "boots", price: 120 }],
        }),
        event("identify", { email: "junk" }),
        event("ad_view", { anonymous_id: "crm-1" }),
      ],
    },
  });
  await instance.setClock(NOON + 1_000);
  const decided = await asker.ask("decide", {
    body: { placements: ["home-hero", "elsewhere"], anonymous_id: "crm-1" },
  });
  await asker.ask("confirm", {
    body: { anonymous_id: "crm-1", reservation: reservationIn(decided.body), state: "viewable" },
  });
  await asker.ask("reportCampaign", { params: ofBoots });
  const { body: found } = await asker.ask("lookupProfile", { query: { anonymous_id: "crm-1" } });
  const visitor = { id: field(found, "profile") };
  const { body: ada } = await asker.ask("lookupProfile", { query: { email: "ada@example.com" } });
  const contact = { id: field(ada, "profile") };
  for (const params of [visitor, contact]) {
    await asker.ask("getProfile", { params });
    await asker.ask("getProfileAudiences", { params });
    await asker.ask("putBotMark", { params, body: { bot: false } });
    await asker.ask("explainProfile", { params, query: { audience: "viewers" } });
    await asker.ask("readConsentLog", { query: { profile: params.id } });
    await asker.ask("readConsentReceipt", { query: { profile: params.id } });
  }
  const { body: merged } = await asker.ask("mergeContacts", {
    body: { from: { email: "ada@old.example" }, into: { email: "ada@example.com" } },
  });
  await asker.ask("unmergeContacts", { params: { merge: field(merged, "merge") } });
  await asker.ask("previewMessage", { body: { send: MAIL, profile: contact.id } });
  await asker.ask("previewMessage", {
    body: { send: { channel: "push", title: "Hi", url: "https://shop.example" } },
  });
  await asker.ask("previewMessage", { body: { send: { channel: "crm" } } });
  await asker.ask("previewMessage", { body: { send: { channel: "mail", subject: "{{ broken", text: "x" } } });
});

test("messages, and what providers say of them, are answered as described", async () => {
  const { body } = await asker.ask("readInbox");
  const [mail] = (body as { messages: { html: string }[] }).messages;
  const links = [...mail!.html.matchAll(/https:\/\/shop\.example\/h\/shop\/l\/([\w.~%-]+)/g)].map(
    ([, token]) => token!,
  );
  const leads = await Promise.all(
    links.map((token) => asker.ask("followLink", { params: { token }, headers: inBrowser })),
  );
  const cart = leads
    .map(({ headers }) => new URL(headers.get("location")!).searchParams.get("halley_cart"))
    .find((token) => token !== null);
  await asker.ask("recoverCart", { params: { token: cart! } });
  await asker.ask("hearProvider", {
    params: { channel: "postmark" },
    headers: { authorization: `Basic ${btoa("postmark:secret")}` },
    body: {
      RecordType: "Delivery",
      MessageID: "x",
      Recipient: "ada@example.com",
      DeliveredAt: "2026-11-26T12:00:00Z",
    },
  });
  await asker.ask("listDeadLetters", { params: { id: "crm" } });
  await asker.ask("replayDeadLetters", { params: { id: "crm" } });
});

test("audiences are answered as described", async () => {
  await asker.ask("listAudiences");
  await asker.ask("getAudience", { params: ofViewers });
  await asker.ask("previewAudience", { params: ofViewers, body: VIEWERS });
  await asker.ask("importAudience", {
    query: { from: "ga4" },
    body: listOperations().find(({ id }) => id === "importAudience")!.example,
  });
  const members = await asker.ask("exportMembers", { params: ofViewers });
  expect(members.text.split("\n").length).toBeGreaterThan(1);
  const since = members.headers.get("halley-cursor")!;
  await asker.ask("ingestEvents", {
    body: { consent: EVERYTHING, region: "DE", events: [event("page_view", { anonymous_id: "crm-3" })] },
  });
  const changes = await asker.ask("exportMembers", { params: ofViewers, query: { since } });
  expect(changes.text).toContain('"op":"enter"');
  await asker.ask("exportMembers", { params: ofViewers, query: { format: "csv" } });
});

test("exports of every kind are answered as described", async () => {
  const headers = { "accept-encoding": "identity" };
  const whole = await asker.ask("exportMembers", { params: ofViewers, headers });
  const etag = whole.headers.get("etag")!;
  const range = `bytes=${whole.text.indexOf("\n") + 1}-`;
  const rest = await asker.ask("exportMembers", {
    params: ofViewers,
    headers: { ...headers, range, "if-range": etag },
  });
  expect(rest.status).toBe(206);
  const known = { ...headers, "if-none-match": etag };
  expect((await asker.ask("exportMembers", { params: ofViewers, headers: known })).status).toBe(304);
  const page = await asker.ask("exportMembers", { params: ofViewers, query: { limit: 1 } });
  const [, after] = /[?&]after=([^&>]+)/.exec(page.headers.get("link") ?? "")!;
  await asker.ask("exportMembers", {
    params: ofViewers,
    query: { limit: 1, after: decodeURIComponent(after!) },
  });
  const clicked = await asker.ask("exportMembers", { params: ofViewers, query: { fields: "click_ids" } });
  expect(clicked.text).toContain('"click_ids":{"gclid":"abc"}');
  for (const format of ["meta", "microsoft", "reddit", "snap"]) {
    const { text } = await asker.ask("exportMembers", { params: { id: "buyers-to-be" }, query: { format } });
    expect({ format, text }).not.toEqual({ format, text: "" });
  }
  await asker.ask("exportMembers", {
    params: { id: "buyers-to-be" },
    query: { format: "meta", session: 17 },
  });
  await asker.ask("exportMembers", {
    params: { id: "buyers-to-be" },
    query: { format: "microsoft", list: 17 },
  });
  // UID2 is told of nobody in Europe, and an upload with nobody in it is refused.
  await asker.ask("ingestEvents", {
    body: {
      consent: EVERYTHING,
      region: "US-CO",
      events: [event("add_to_cart", { email: "joan@example.com", value: 9, currency: "EUR" })],
    },
  });
  await asker.ask("exportMembers", { params: { id: "buyers-to-be" }, query: { format: "uid2" } });
  const { body } = await asker.ask("listExports", { query: { limit: 3 } });
  expect(body).toMatchObject({ next: 3 });
});

test("destinations and reports are answered as described", async () => {
  for (const status of ["paused", "live"]) {
    await asker.ask("putDestination", { params: ofCrm, body: { ...CRM_LIST, status } });
    await asker.ask("putDestination", { params: ofMeta, body: { ...META, status } });
  }
  await instance.setClock(NOON + 120_000);
  await asker.ask("listDestinations");
  for (const params of [ofCrm, ofMeta]) {
    await asker.ask("getDestination", { params });
    await asker.ask("reportDestination", { params });
    await asker.ask("listUndelivered", { params });
    await asker.ask("replayUndelivered", { params });
  }
  await asker.ask("testDestination", { params: ofMeta });
  await asker.ask("deleteDestination", { params: ofCrm, query: { abandon: "true" } });
  await asker.ask("deleteDestination", { params: ofMeta });
  await asker.ask("reportJourney", { params: { id: "cart" } });
});

test("requests for deletion are answered as described", async () => {
  await asker.ask("publishDeletionFile", { host: "shop.example" });
  await asker.ask("publishDeletionFileOfSite");
  const headers = { "content-type": "application/jwt" };
  const body = await deletionRequest("nobody@example.com");
  expect((await asker.ask("hearDeletionRequest", { headers, body })).status).toBe(202);
  expect((await asker.ask("hearDeletionRequest", { headers, body: "no token" })).status).toBe(400);
});

test("what browsers ask for is answered as described", async () => {
  const { headers } = await asker.ask("serveSnippet");
  await asker.ask("serveSnippet", { headers: { "if-none-match": headers.get("etag")! } });
  await asker.ask("serveServiceWorker");
  const collected = await asker.ask("collect", {
    headers: inBrowser,
    body: { v: 1, sent_at: NOON, consent: EVERYTHING, events: [event("page_view", { at: NOON })] },
  });
  const cookie = collected.headers.get("set-cookie")!.split(";")[0]!;
  const decided = await asker.ask("decideForPage", {
    headers: { ...inBrowser, cookie },
    body: { placements: ["home-hero"], audiences: true },
  });
  await asker.ask("confirmForPage", {
    headers: { ...inBrowser, cookie },
    body: { reservation: reservationIn(decided.body), state: "clicked" },
  });
  await asker.ask("showVisitorPage", { headers: { cookie } });
});

test("consent, privacy, the audit and keys are answered as described", async () => {
  const rules = { rules: [{ region: "*", mode: "opt-in" }] };
  await asker.ask("getConsentRules");
  await asker.ask("putConsentRules", { body: rules });
  await asker.ask("getConsentRules", { query: { version: 1 } });
  await asker.ask("previewConsentRules", { body: { rules: [{ region: "*", mode: "opt-out" }] } });
  await asker.ask("putSite", { body: { ...SETTINGS, consent: { approval: true } } });
  const { body: proposed } = await asker.ask("putConsentRules", { body: rules });
  await asker.ask("getConsentRules");
  const { body: key, status } = await asker.ask("createKey", {
    body: { label: "Second", scopes: ["consent"] },
  });
  expect(status).toBe(201);
  await asker.ask("approveConsentRules", {
    params: { id: field(proposed, "change") },
    headers: { authorization: `Bearer ${field(key, "key")}` },
  });
  const { body: again } = await asker.ask("putConsentRules", { body: rules });
  await asker.ask("withdrawConsentRules", { params: { id: field(again, "change") } });
  await asker.ask("getRetention");
  await asker.ask("accessPrivacy", { body: { email: "ada@example.com" } });
  const { body: receipt } = await asker.ask("erasePrivacy", { body: { email: "ada@example.com" } });
  await asker.ask("getReceipt", { params: { receipt: field(receipt, "receipt") } });
  await asker.ask("listAudit", { query: { limit: 5 } });
  const { body: checkpoint } = await asker.ask("exportCheckpoint");
  await asker.ask("verifyAudit");
  await asker.ask("verifyAgainstCheckpoint", { body: { checkpoint: field(checkpoint, "jws") } });
  const { body: limited } = await asker.ask("createKey", {
    body: {
      label: "Platform",
      scopes: ["export"],
      audiences: ["viewers"],
      formats: ["csv"],
      networks: ["203.0.113.0/24"],
      expires_at: NOON + 86_400_000,
    },
  });
  await asker.ask("rotateKey", { params: { id: field(limited, "id") }, body: {} });
  await asker.ask("listKeys");
  await asker.ask("deleteKey", { params: { id: field(key, "id") } });
  await asker.ask("moveClock", { body: { advance: 1_000 } });
});

test("what is deleted is answered as described", async () => {
  await asker.ask("deleteJourney", { params: { id: "cart" } });
  await asker.ask("deleteCampaign", { params: ofBoots });
  await asker.ask("deleteAudience", { params: ofViewers });
  await asker.ask("deleteChannel", { params: { id: "crm" } });
});

test("every answer that is data was seen", () => {
  // Pages, scripts and pictures are looked at where they are tested.
  const described = listOperations().flatMap(({ id, tag, answers }) =>
    Object.entries(answers)
      .filter(([status, answer]) => Number(status) < 300 && ("json" in answer || tag !== "Browser"))
      .map(([status]) => `${id} ${status}`),
  );
  expect(described.filter((answer) => !asker.seen.has(answer))).toEqual([]);
});
