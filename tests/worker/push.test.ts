import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { PUSH_BODY_MAX_BYTES, PUSH_SUBSCRIBERS_MAX } from "../../schemas/limits-outreach.ts";
import { PROBLEM_STATUS, type ProblemCode } from "../../schemas/problem.ts";
import { shardOfProfile } from "../../worker/configuration/objects.ts";
import { createApp } from "../../worker/app.ts";
import type { ApiReference } from "../../worker/http/reference.ts";
import type { SnippetBundle } from "../../worker/http/browser/snippet.ts";
import { sendWebPush } from "../../worker/outbox/send/web-push.ts";
import { createPushPorts } from "../../worker/profile/push-ports.ts";
import { PushReceiver } from "../crypto/push-receiver.ts";
import { advance, MINUTE, NOON, SECOND } from "./clock.ts";
import { createSite } from "./kit.ts";
import { dump, evictShards } from "./objects.ts";
import { CANARY, expectProblem } from "./problems.ts";
import {
  addressesOf,
  createPushSite,
  outreachOf,
  subscribe,
  subscriptionAt,
  VAPID,
  willingBrowser,
} from "./push-kit.ts";
import { ORIGIN } from "./browser.ts";
import { type Answer, request } from "./request.ts";
import { EVERYTHING, identify, pageView } from "./samples.ts";

const ENDPOINT = `https://push.example/send/${CANARY}`;
const WILLING = { ...EVERYTHING, push_marketing: "granted" } as const;

const expectRefusal = (answer: Answer, code: ProblemCode): void => {
  expectProblem(answer);
  expect(answer.body).toMatchObject({ code, status: PROBLEM_STATUS[code] });
};

describe("a subscription", () => {
  test("is kept with the visitor, sealed, and over a restart", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    const receiver = new PushReceiver();
    const { status, text, headers } = await subscribe(ada, subscriptionAt(ENDPOINT, receiver));
    expect([status, text, headers.get("access-control-allow-origin")]).toEqual([204, "", ORIGIN]);
    await evictShards(site);
    expect(await addressesOf(site, ada.visitor)).toEqual([{ endpoint: ENDPOINT, ...receiver.keys }]);
    const held = JSON.stringify(await dump(site));
    for (const secret of [CANARY, receiver.keys.auth, receiver.keys.p256dh]) {
      expect(held).not.toContain(secret);
    }
  });

  test("is reached by what the server encrypts to it", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    const receiver = new PushReceiver();
    await subscribe(ada, subscriptionAt(ENDPOINT, receiver));
    const [subscription] = await addressesOf(site, ada.visitor);
    const sent: Request[] = [];
    const fetching = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      sent.push(new Request(input, init));
      return new Response(null, { status: 201 });
    });
    const message = {
      medium: "push",
      id: "msg_1",
      contact: "c",
      title: "Boots",
      body: "Still here",
      url: null,
    };
    const outcome = await sendWebPush(
      { ...message, medium: "push", subscription: subscription! },
      VAPID,
      createPushPorts(env),
    );
    fetching.mockRestore();
    expect(outcome).toEqual({ kind: "delivered" });
    const body = await sent[0]!.arrayBuffer();
    expect(JSON.parse(receiver.open(new Uint8Array(body)))).toEqual({
      title: "Boots",
      body: "Still here",
      url: null,
      id: "msg_1",
    });
  });

  test("that comes again is one, with the newest keys; of too many the oldest goes", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    const [old, fresh] = [new PushReceiver(), new PushReceiver()];
    await subscribe(ada, subscriptionAt(`${ENDPOINT}/0`, old));
    await advance(SECOND);
    await subscribe(ada, subscriptionAt(`${ENDPOINT}/0`, fresh));
    expect(await addressesOf(site, ada.visitor)).toEqual([{ endpoint: `${ENDPOINT}/0`, ...fresh.keys }]);
    for (let number = 1; number <= PUSH_SUBSCRIBERS_MAX; number++) {
      await subscribe(ada, subscriptionAt(`${ENDPOINT}/${number}`));
    }
    const kept = (await addressesOf(site, ada.visitor)).map(({ endpoint }) => endpoint);
    expect(kept).toHaveLength(PUSH_SUBSCRIBERS_MAX);
    expect(kept).not.toContain(`${ENDPOINT}/0`);
  });

  test("is forgotten when the browser says that it is gone, and only that one", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    await subscribe(ada, subscriptionAt(`${ENDPOINT}/a`));
    await subscribe(ada, subscriptionAt(`${ENDPOINT}/b`));
    const { status } = await subscribe(ada, { endpoint: `${ENDPOINT}/a`, gone: true });
    expect(status).toBe(204);
    expect(await addressesOf(site, ada.visitor)).toMatchObject([{ endpoint: `${ENDPOINT}/b` }]);
    expect((await subscribe(ada, { endpoint: `${ENDPOINT}/a`, gone: true })).status).toBe(204);
  });

  test("is forgotten when the push service says that it is gone", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    await subscribe(ada, subscriptionAt(ENDPOINT));
    const [{ id } = { id: "" }] = (await outreachOf(site, ada.visitor))?.push ?? [];
    expect(await shardOfProfile(env, site.id, ada.visitor).keepPush(ada.visitor, id, null, 0)).toBe(true);
    expect(await addressesOf(site, ada.visitor)).toEqual([]);
  });

  test("moves with the visitor into the contact, where the browser's next ones follow it", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    await subscribe(ada, subscriptionAt(`${ENDPOINT}/a`));
    await ada.send([identify("ada@example.com")]);
    await subscribe(ada, subscriptionAt(`${ENDPOINT}/b`));
    const { profile } = await site.contact("ada@example.com");
    expect(await outreachOf(site, ada.visitor)).toBeUndefined();
    const endpoints = (await addressesOf(site, profile)).map(({ endpoint }) => endpoint);
    expect(endpoints).toEqual([`${ENDPOINT}/a`, `${ENDPOINT}/b`]);
  });

  test("of many browsers of a contact is kept for the newest", async () => {
    const site = await createPushSite();
    for (const name of ["one", "two"]) {
      const browser = await willingBrowser(site);
      for (let number = 0; number < PUSH_SUBSCRIBERS_MAX - 1; number++) {
        await subscribe(browser, subscriptionAt(`${ENDPOINT}/${name}/${number}`));
      }
      await browser.send([identify("ada@example.com")]);
      await advance(MINUTE);
    }
    const { profile } = await site.contact("ada@example.com");
    const endpoints = (await addressesOf(site, profile)).map(({ endpoint }) => endpoint);
    expect(endpoints).toHaveLength(PUSH_SUBSCRIBERS_MAX);
    expect(endpoints.filter((endpoint) => endpoint.includes("/two/"))).toHaveLength(PUSH_SUBSCRIBERS_MAX - 1);
  });
});

describe("consent", () => {
  test("is needed: nothing is kept before it, nor for nobody", async () => {
    const site = await createPushSite();
    const ada = site.browser();
    expectRefusal(await subscribe(ada, subscriptionAt(ENDPOINT)), "visitor_missing");
    await ada.send([pageView()]);
    expectRefusal(await subscribe(ada, subscriptionAt(ENDPOINT)), "consent_missing");
    expect(await addressesOf(site, ada.visitor)).toEqual([]);
    ada.consent = WILLING;
    await advance(SECOND);
    await ada.send([]);
    expect((await subscribe(ada, subscriptionAt(ENDPOINT))).status).toBe(204);
  });

  test("that is withdrawn takes every subscription, and the log says so", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    await subscribe(ada, subscriptionAt(`${ENDPOINT}/a`));
    await subscribe(ada, subscriptionAt(`${ENDPOINT}/b`));
    await advance(SECOND);
    ada.consent = { ...EVERYTHING, push_marketing: "denied" };
    await ada.send([]);
    expect(await addressesOf(site, ada.visitor)).toEqual([]);
    const { records } = (await site.server.get(`/consent/log?profile=${ada.visitor}`)).body as {
      records: { cleared: object[] }[];
    };
    expect(records.at(-1)?.cleared).toEqual([{ place: "push_subscriptions", removed: 2, at: NOON + SECOND }]);
    expectRefusal(await subscribe(ada, subscriptionAt(ENDPOINT)), "consent_missing");
  });

  test("given again takes back that push messages were turned off", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    const shard = shardOfProfile(env, site.id, ada.visitor);
    const off = { media: { push: false }, topics: {}, source: "banner" } as const;
    await advance(SECOND);
    await shard.setPreferences(ada.visitor, off, 0);
    expect((await outreachOf(site, ada.visitor))?.suppressed).toMatchObject({
      push: { reason: "unsubscribed" },
    });
    await advance(SECOND);
    await ada.send([pageView()], { consent_at: NOON + 2 * SECOND });
    await subscribe(ada, subscriptionAt(ENDPOINT));
    expect((await outreachOf(site, ada.visitor))?.suppressed).toEqual({});
  });
});

describe("what is refused", () => {
  const { subscription } = subscriptionAt(ENDPOINT);
  const { keys } = subscription;
  const notAPoint = Buffer.from([4, ...new Uint8Array(64).fill(7)]).toString("base64url");
  test.each<[string, object]>([
    ["nothing", {}],
    ["no keys", { subscription: { endpoint: ENDPOINT } }],
    ["a short key", { subscription: { ...subscription, keys: { ...keys, p256dh: keys.p256dh.slice(1) } } }],
    ["a long secret", { subscription: { ...subscription, keys: { ...keys, auth: `${keys.auth}A` } } }],
    ["a key that is no point", { subscription: { ...subscription, keys: { ...keys, p256dh: notAPoint } } }],
    ["no address", { subscription: { ...subscription, endpoint: CANARY } }],
    [
      "an address with a password",
      { subscription: { ...subscription, endpoint: `https://${CANARY}@push.example` } },
    ],
    ["gone and not gone", { endpoint: ENDPOINT, gone: false }],
  ])("%s", async (_, body) => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    expectRefusal(await subscribe(ada, body), "body_invalid");
    expect(await addressesOf(site, ada.visitor)).toEqual([]);
  });

  test("another site's page, a body too large, and a site without push messages", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    const body = JSON.stringify(subscriptionAt(ENDPOINT));
    expectRefusal(await ada.post(body, { origin: "https://evil.example" }, "s"), "origin_foreign");
    expect((await ada.post(body.padEnd(PUSH_BODY_MAX_BYTES), {}, "s")).status).toBe(204);
    expectRefusal(await ada.post(body.padEnd(PUSH_BODY_MAX_BYTES + 1), {}, "s"), "body_too_large");
    const without = await createSite();
    const bea = await willingBrowser(without);
    expectRefusal(await subscribe(bea, subscriptionAt(ENDPOINT)), "channel_unknown");
    expect((await subscribe(bea, { endpoint: ENDPOINT, gone: true })).status).toBe(204);
  });

  test("an address in the operator's own network, unless time stands still", async () => {
    const site = await createPushSite();
    const ada = await willingBrowser(site);
    const inside = subscriptionAt("http://127.0.0.1:9/push");
    const post = (environment: object) =>
      createApp({} as SnippetBundle, new Set(), {} as ApiReference).request(
        `/h/${site.id}/s`,
        {
          method: "POST",
          headers: { origin: ORIGIN, cookie: `__Host-h-${site.id}=${ada.cookie ?? ""}` },
          body: JSON.stringify(inside),
        },
        { ...env, ...environment },
      );
    expect((await post({ CLOCK: "" })).status).toBe(400);
    expect(await addressesOf(site, ada.visitor)).toEqual([]);
    expect((await post({})).status).toBe(204);
  });
});

describe("the service worker", () => {
  test("is served with the site's key, to be asked for anew each time", async () => {
    const site = await createPushSite();
    const answer = await request("GET", `/h/${site.id}/sw.js`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(VAPID.publicKey);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
    });
    const tag = answer.headers.get("etag") ?? "";
    // A proxy that compressed it weakened its tag.
    for (const known of [tag, `W/${tag}`]) {
      const headers = { "if-none-match": known };
      expect((await request("GET", `/h/${site.id}/sw.js`, { headers })).status).toBe(304);
    }
  });

  test("is not there where the site sends no push messages", async () => {
    const site = await createSite();
    expectRefusal(await request("GET", `/h/${site.id}/sw.js`), "channel_unknown");
  });
});

test("the snippet gets the site's key, and none where there is none", async () => {
  const [site, without] = [await createPushSite(), await createSite()];
  expect((await request("GET", `/h/${site.id}.js`)).text).toContain(`"push":"${VAPID.publicKey}"`);
  expect((await request("GET", `/h/${without.id}.js`)).text).not.toContain('"push"');
});
