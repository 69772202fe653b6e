import { createHash } from "node:crypto";
import { afterEach, beforeEach, vi } from "vitest";
import type { EventInput } from "../../schemas/event.ts";
import type { Browser } from "./browser.ts";
import { advance, present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { useNetwork } from "./network.ts";
import type { Answer } from "./request.ts";
import { event } from "./samples.ts";

export const AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/** Cookies of the platforms' own scripts. */
export const COOKIES = [
  "_ga=GA1.1.1234567890.1764072000",
  "_ga_ABCDE12345=GS2.1.s1764072001$o1$g0",
  "_fbp=fb.1.1764072000000.1098115397",
  "_ttp=2ab94ea3fc9241d0927a9fb4bd4bc1a0",
].join("; ");

export type Platform = "meta" | "ga4" | "google" | "tiktok";

const PLATFORMS: Readonly<Record<string, Platform>> = {
  "graph.facebook.com": "meta",
  "www.google-analytics.com": "ga4",
  "datamanager.googleapis.com": "google",
  "business-api.tiktok.com": "tiktok",
};

/** What one platform was told. */
export interface Told {
  readonly platform: Platform;
  readonly path: string;
  readonly body: Record<string, unknown>;
}

type AnswerOf = (told: Told) => Response;

const TAKEN: AnswerOf = () => Response.json({ events_received: 1, code: 0, validationMessages: [] });

/** The platforms, which keep what they were told and answer as the test says. */
class Platforms {
  told: Told[] = [];
  #answer: AnswerOf = TAKEN;
  #site = "";

  watch({ id }: TestSite): void {
    this.#site = id;
  }

  reset(): void {
    this.told = [];
    this.#answer = TAKEN;
  }

  answers(answer: AnswerOf = TAKEN): void {
    this.#answer = answer;
  }

  /** What was told since the last time this was asked, by platform. */
  news(): Told[] {
    const { told } = this;
    this.told = [];
    return told.toSorted((a, b) => a.platform.localeCompare(b.platform));
  }

  async take(address: string, init: RequestInit): Promise<Response> {
    const url = new URL(address);
    const text = await new Response(init.body ?? null).text();
    if (url.pathname === "/token") {
      const [, claims = ""] = (new URLSearchParams(text).get("assertion") ?? "").split(".");
      const { iss } = JSON.parse(atob(claims)) as { iss: string };
      return Response.json({ access_token: iss.split("@")[0], expires_in: 3_600 });
    }
    const headers = new Headers(init.headers);
    const secrets = [headers.get("authorization"), headers.get("access-token"), url.search];
    // Destinations of the tests before may still be trying.
    if (!secrets.some((secret) => secret?.includes(this.#site))) return TAKEN({} as Told);
    const platform = PLATFORMS[url.hostname];
    if (platform === undefined) throw new Error(`nobody lives at ${url.hostname}`);
    const one = { platform, path: url.pathname, body: JSON.parse(text) as Record<string, unknown> };
    this.told.push(one);
    return this.#answer(one);
  }
}

/** Puts the platforms in the place of the network for every test of the file. */
export const usePlatforms = (): Platforms => {
  const platforms = new Platforms();
  beforeEach(() => platforms.reset());
  useNetwork((url, init) => platforms.take(url, init));
  afterEach(() => vi.restoreAllMocks());
  return platforms;
};

let privateKey: Promise<string> | null = null;

const makePrivateKey = async (): Promise<string> => {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2_048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  };
  const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const bytes = (await crypto.subtle.exportKey("pkcs8", pair.privateKey)) as ArrayBuffer;
  const lines =
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
};

/** Destinations whose secrets name the site, so that each test knows what it was told. */
export const destinationsOf = async ({ id }: TestSite): Promise<Record<Platform, object>> => {
  privateKey ??= makePrivateKey();
  return {
    meta: { kind: "meta_conversions", pixel_id: "1234", access_token: id },
    ga4: { kind: "ga4", measurement_id: "G-ABCDE12345", api_secret: id },
    google: {
      kind: "google_conversions",
      operating_account: { account_type: "GOOGLE_ADS", account_id: "1234567890" },
      conversion_action_id: "555",
      client_email: `${id}@shop.iam.gserviceaccount.com`,
      private_key: await privateKey,
    },
    tiktok: { kind: "tiktok_events", event_source_id: "CABC", access_token: id },
  };
};

/** A site that tells platforms of its purchases: all of them, unless said otherwise. */
export const createTellingSite = async (
  platforms: Platforms,
  told: readonly Platform[] = ["meta", "ga4", "google", "tiktok"],
  settings: object = {},
): Promise<TestSite> => {
  const site = await createSite(settings);
  platforms.watch(site);
  const destinations = await destinationsOf(site);
  for (const platform of told) {
    const { status, text } = await site.server.put(`/destinations/${platform}`, destinations[platform]);
    if (status !== 201) throw new Error(`${status} ${text}`);
  }
  return site;
};

export const purchase = (fields: Partial<EventInput> = {}): EventInput =>
  event("purchase", {
    page: { url: "https://shop.example/thanks" },
    transaction_id: "1001",
    value: 248.5,
    currency: "EUR",
    items: [{ item_id: "boot-7", price: 124.25, quantity: 2 }],
    ...fields,
  });

/** Sends events with a User-Agent and the cookies of the platforms' scripts. */
export const shop = (
  browser: Browser,
  site: TestSite,
  events: readonly EventInput[],
  more: object = {},
): Promise<Answer> => {
  const own = browser.cookie === null ? "" : `__Host-h-${site.id}=${browser.cookie}; `;
  const body = { v: 1, sent_at: present(), consent: browser.consent, events, ...more };
  return browser.post(JSON.stringify(body), { cookie: `${own}${COOKIES}`, "user-agent": AGENT });
};

/** Sends what is due now. */
export const settle = (): Promise<void> => advance(0);

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const reportOf = async (site: TestSite, destination: Platform): Promise<unknown> =>
  (await site.server.get(`/destinations/${destination}/report`)).body;
