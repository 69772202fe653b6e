import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect } from "vitest";
import { advance, MINUTE } from "./clock.ts";
import type { Browser } from "./browser.ts";
import { createSite, type TestSite } from "./kit.ts";
import { useNetwork } from "./network.ts";
import { rowsOf } from "./objects.ts";
import { CRM, PlatformWorld } from "./platform-world.ts";
import { type Definition, identify, NOTHING, pageView, VIEWERS } from "./samples.ts";

export const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

export const READERS: Definition = { ...VIEWERS, name: "Readers", of: "contacts" };

/** Puts ad platforms in the place of the network for every test of the file; each test gets new ones. */
export const usePlatforms = (): { readonly now: PlatformWorld } => {
  const holder = { now: new PlatformWorld() };
  beforeEach(() => {
    holder.now = new PlatformWorld();
  });
  useNetwork((url, init) => holder.now.take(url, init));
  afterEach(() => {
    expect(holder.now.faults).toEqual([]);
  });
  return holder;
};

/** A site with one audience that is pushed to one destination, which has begun. */
export const createList = async (destination: object = CRM, settings: object = {}): Promise<TestSite> => {
  const site = await createSite(settings);
  await site.putAudience("readers", READERS);
  await putList(site, destination);
  await advance(0);
  return site;
};

export const putList = async (site: TestSite, destination: object = CRM): Promise<void> => {
  const { status, text } = await site.server.put("/destinations/list", {
    audiences: ["readers"],
    ...destination,
  });
  if (status !== 200 && status !== 201) throw new Error(text);
};

/** A contact that read something, with the browser it did it in. */
export const read = async (site: TestSite, email: string, ...more: Parameters<TestSite["browser"]>) => {
  const browser = site.browser(...more);
  await browser.send([pageView(), identify(email)]);
  return browser;
};

/** Takes back every consent. */
export const withdraw = async (browser: Browser): Promise<void> => {
  browser.consent = NOTHING;
  await browser.send([pageView()]);
};

/** Time for additions to have gathered. */
export const gather = (): Promise<void> => advance(MINUTE);

export interface Report {
  readonly status: string;
  readonly reason: string | null;
  readonly ours: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly waiting: { readonly additions: number; readonly removals: number };
}

export const reportOf = async (site: TestSite): Promise<Report> =>
  (await site.server.get("/destinations/list/report")).body as Report;

/** What the shards hold of the list: who, how, and under how many keys. */
export const manifest = async (
  site: TestSite,
): Promise<{ profile: string; state: string; hashes: string[] }[]> =>
  (await rowsOf(site, "pushed")).map(({ profile, state, keys }) => ({
    profile: `${profile}`,
    state: `${state}`,
    hashes: [...`${keys}`.matchAll(/"([0-9a-f]{64})"/g)].map(([, found]) => found ?? "").toSorted(),
  }));
