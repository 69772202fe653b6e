import { env } from "cloudflare:workers";
import type { EventInput } from "../../schemas/event.ts";
import type { AudienceStanding, ChangeRow, MemberRow } from "../../worker/domain/rpc.ts";
import type { ProfileView } from "../../worker/domain/profile-view.ts";
import { Browser, type BrowserSetup, ORIGIN } from "./browser.ts";
import { startAtNoon } from "./clock.ts";
import { type Answer, request } from "./request.ts";
import { type Definition, EVERYTHING } from "./samples.ts";

/** A shop's server: one key, below `/v1/sites/{site}`. */
export class Server {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(site: string, authorization: string | null, headers: Readonly<Record<string, string>> = {}) {
    this.#base = `/v1/sites/${site}`;
    this.#headers = { ...headers, ...(authorization === null ? {} : { authorization }) };
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return request("GET", this.#base + path, { headers: { ...this.#headers, ...headers } });
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.call("PUT", path, JSON.stringify(body));
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.call("POST", path, JSON.stringify(body));
  }

  delete(path: string): Promise<Answer> {
    return this.call("DELETE", path);
  }

  call(method: string, path: string, body?: BodyInit): Promise<Answer> {
    const headers = { ...this.#headers };
    return request(method, this.#base + path, { headers, ...(body === undefined ? {} : { body }) });
  }
}

/** What an event of the server's route may say beside the event. */
export type ServerEvent = EventInput & {
  visitor?: string;
  anonymous_id?: string;
  consent?: object;
  region?: string;
  device?: string;
  language?: string;
  browser?: object;
};

export interface Export {
  readonly rows: MemberRow[];
  readonly cursor: string;
  readonly version: string | null;
}

export interface Changes {
  readonly rows: ChangeRow[];
  readonly cursor: string;
}

const linesOf = (text: string): unknown[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);

const expected = (answer: Answer, ...statuses: number[]): Answer => {
  if (!statuses.includes(answer.status)) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
};

/** A site of one test, with the instance's own key. */
export class TestSite {
  readonly id: string;
  readonly server: Server;

  constructor(id: string) {
    this.id = id;
    this.server = this.serverWith(`Bearer ${env.ADMIN_KEY}`);
  }

  serverWith(authorization: string | null, headers: Readonly<Record<string, string>> = {}): Server {
    return new Server(this.id, authorization, headers);
  }

  /** A browser whose visitor agreed to everything, unless said otherwise. */
  browser(setup: BrowserSetup = {}): Browser {
    return new Browser(this.id, { consent: EVERYTHING, ...setup });
  }

  /** Events of a batch that everything is granted for. */
  ingest(events: ServerEvent[], more: object = {}): Promise<Answer> {
    return this.server.post("/events", { consent: EVERYTHING, region: "DE", events, ...more });
  }

  async putAudience(id: string, definition: Definition): Promise<unknown> {
    return expected(await this.server.put(`/audiences/${id}`, definition), 200, 201).body;
  }

  async profile(id: string): Promise<ProfileView> {
    return expected(await this.server.get(`/profiles/${id}`), 200).body as ProfileView;
  }

  /** Id of the profile a query leads to: `email=ada@example.com`. */
  async lookUp(query: string): Promise<string> {
    const { body } = expected(await this.server.get(`/profiles/lookup?${query}`), 200);
    return (body as { profile: string }).profile;
  }

  async contact(email: string): Promise<ProfileView> {
    return this.profile(await this.lookUp(`email=${encodeURIComponent(email)}`));
  }

  async standings(profile: string): Promise<AudienceStanding[]> {
    const { body } = expected(await this.server.get(`/profiles/${profile}/audiences`), 200);
    return (body as { audiences: AudienceStanding[] }).audiences;
  }

  /** Audiences the profile is in at this instant. */
  async memberships(profile: string): Promise<string[]> {
    return (await this.standings(profile)).filter(({ member }) => member).map(({ id }) => id);
  }

  /** All members that may leave for ad platforms; a site of the tests exports from one member on. */
  async members(audience: string): Promise<Export> {
    const answer = await this.server.get(`/audiences/${audience}/members`);
    if (answer.status === 409) return { rows: [], cursor: "", version: null };
    const { headers, text } = expected(answer, 200);
    return {
      rows: linesOf(text) as MemberRow[],
      cursor: headers.get("halley-cursor") ?? "",
      version: headers.get("halley-audience-version"),
    };
  }

  async exported(audience: string): Promise<string[]> {
    return (await this.members(audience)).rows.map(({ profile }) => profile).toSorted();
  }

  async changes(audience: string, since: string): Promise<Changes> {
    const path = `/audiences/${audience}/members?since=${encodeURIComponent(since)}`;
    const { headers, text } = expected(await this.server.get(path), 200);
    return { rows: linesOf(text) as ChangeRow[], cursor: headers.get("halley-cursor") ?? "" };
  }

  async createKey(scopes: string[], limits: object = {}): Promise<{ id: string; key: string }> {
    const { body } = expected(await this.server.post("/keys", { label: "test", scopes, ...limits }), 201);
    return body as { id: string; key: string };
  }
}

export const SITE_SETTINGS = {
  name: "Boot shop",
  origins: [ORIGIN],
  timezone: "Europe/Berlin",
  currency: "EUR",
  exports: { min_size: 1 },
};

let created: TestSite[] = [];

/** The sites that were created since this was asked last. */
export const takeCreatedSites = (): TestSite[] => {
  const sites = created;
  created = [];
  return sites;
};

/** A new site, at noon. */
export const createSite = async (settings: object = {}): Promise<TestSite> => {
  await startAtNoon();
  const site = new TestSite(`shop-${crypto.randomUUID()}`);
  expected(await site.server.put("", { ...SITE_SETTINGS, ...settings }), 201);
  created.push(site);
  return site;
};
