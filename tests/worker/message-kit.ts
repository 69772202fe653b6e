import { env, exports } from "cloudflare:workers";
import { RECOVERY_LIFE_MS } from "../../schemas/limits-outreach.ts";
import { createMessageLinks, type SignedLinks } from "../../worker/crypto/message-links.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import type { MessageRef } from "../../worker/domain/outreach/message-ref.ts";
import type { DailyMessageResults } from "../../worker/domain/outreach/message-results.ts";
import type { Browser } from "./browser.ts";
import { NOON, present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { inShard, shardOf } from "./objects.ts";
import { EVERYTHING, identify, pageView } from "./samples.ts";

export const EMAIL = "ada@example.com";
export const WANTED = { ...EVERYTHING, email_marketing: "granted", sms_marketing: "granted" } as const;

/** A browser of the twenties. */
export const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/** Somebody who wants e-mails, and a message to her. */
export interface MessageScene {
  readonly site: TestSite;
  readonly contact: string;
  readonly browser: Browser;
  readonly ref: MessageRef;
  readonly links: SignedLinks;
}

export const keyOf = (site: TestSite): Uint8Array => siteSecrets(env.HALLEY_SECRET, site.id).link;

export const linksFor = (site: TestSite, ref: MessageRef, topic: string | null = null): SignedLinks =>
  createMessageLinks({
    key: keyOf(site),
    base: `https://shop.example/h/${site.id}`,
    ref,
    topic,
    recoveryUntil: present() + RECOVERY_LIFE_MS,
  });

export const refTo = (contact: string, more: Partial<MessageRef> = {}): MessageRef => ({
  message: "0123456789abcdefghijkl-1",
  contact,
  journey: "cart-recovery",
  step: "first",
  medium: "email",
  ...more,
});

export const messageScene = async (
  settings: object = {},
  topic: string | null = null,
): Promise<MessageScene> => {
  const site = await createSite(settings);
  const browser = site.browser({ consent: WANTED });
  await browser.send([pageView("/boots"), identify(EMAIL)]);
  const contact = await site.lookUp(`email=${EMAIL}`);
  const ref = refTo(contact);
  return { site, browser, contact, ref, links: linksFor(site, ref, topic) };
};

/** One request of whoever got the message; redirects are not followed. */
export const follow = (
  url: string,
  { method = "GET", body, ...headers }: { method?: string; body?: string } & Record<string, string> = {},
): Promise<Response> =>
  exports.default.fetch(url, {
    method,
    headers: { "user-agent": CHROME, "cf-ipcountry": "DE", ...headers },
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
  });

/** Headers of a browser that is the site's visitor. */
export const cookieOf = (site: TestSite, browser: Browser): Record<string, string> => ({
  cookie: `__Host-h-${site.id}=${browser.cookie ?? ""}`,
});

/** Types of a contact's events, oldest first. */
export const typesOf = async ({ site, contact }: Pick<MessageScene, "site" | "contact">): Promise<string[]> =>
  (await site.profile(contact)).events.map(({ type }) => type);

const DAY_NUMBER = NOON / 86_400_000;

/** What became of the journey's messages today, zeros left out. */
export const resultsOf = async ({
  site,
  contact,
  ref,
}: MessageScene): Promise<Partial<DailyMessageResults>[]> => {
  const rows = await inShard(shardOf(site, contact), (shard) => shard.messageResults(ref.journey));
  return rows.map(({ day, ...row }) => {
    if (day !== Math.floor(DAY_NUMBER)) throw new Error("not of today");
    return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== 0));
  });
};
