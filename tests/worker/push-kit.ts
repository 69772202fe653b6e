import { env } from "cloudflare:workers";
import { rememberSite } from "../../worker/configuration/site-memo.ts";
import { siteObject } from "../../worker/configuration/objects.ts";
import { openSubscription, type PushAddress } from "../../worker/crypto/push-subscription.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import { createVapidKeys } from "../fixtures/vapid-keys.ts";
import type { Outreach } from "../../worker/domain/outreach/outreach.ts";
import type { ChannelDocument } from "../../worker/domain/site-snapshot.ts";
import { ShardState } from "../../worker/profile/shard-state.ts";
import { PushReceiver } from "../crypto/push-receiver.ts";
import type { Browser } from "./browser.ts";
import { createSite, SITE_SETTINGS, type TestSite } from "./kit.ts";
import { inShard, shardOf } from "./objects.ts";
import type { Answer } from "./request.ts";
import { EVERYTHING, pageView } from "./samples.ts";

export const VAPID = { ...createVapidKeys(), subject: "mailto:push@shop.example" };

/** A site with a channel for push messages. */
export const createPushSite = async (): Promise<TestSite> => {
  const site = await createSite();
  const { subject, publicKey: vapid_public_key } = VAPID;
  const settings = { kind: "webpush", subject, vapid_public_key };
  const channel = { settings, sealed: "" } as unknown as ChannelDocument;
  const written = await siteObject(env, site.id).putChannel("push", channel, "test");
  if (written.kind === "done") rememberSite(written.snapshot);
  // As this isolate knows it too.
  await site.server.put("", { ...SITE_SETTINGS, name: "Push shop" });
  return site;
};

/** What a browser tells when it has subscribed at a push service. */
export const subscriptionAt = (endpoint: string, receiver = new PushReceiver()) => ({
  subscription: { endpoint, expirationTime: null, keys: receiver.keys },
});

export const subscribe = (browser: Browser, body: object): Promise<Answer> =>
  browser.post(JSON.stringify(body), {}, "s");

/** A browser whose visitor wants push messages. */
export const willingBrowser = async (site: TestSite): Promise<Browser> => {
  const browser = site.browser({ consent: { ...EVERYTHING, push_marketing: "granted" } });
  await browser.send([pageView()]);
  return browser;
};

/** What is held for writing to a profile, as it lies on disk. */
export const outreachOf = (site: TestSite, profile: string): Promise<Outreach | undefined> =>
  inShard(shardOf(site, profile), (_, { storage }) => {
    const state = new ShardState(storage.sql, site.id, env.HALLEY_SECRET);
    return state.profiles.read(profile)?.history.outreach;
  });

/** The addresses of the browsers that a profile is reached by. */
export const addressesOf = async (site: TestSite, profile: string): Promise<PushAddress[]> => {
  const { push = [] } = (await outreachOf(site, profile)) ?? {};
  const { seal } = siteSecrets(env.HALLEY_SECRET, site.id);
  return push.map(({ id, sealed }) => openSubscription(seal, id, sealed));
};
