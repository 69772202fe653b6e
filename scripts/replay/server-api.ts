import type { CollectAnswer } from "../../schemas/collect.ts";
import type { ConsentStamp } from "../../schemas/consent.ts";
import { ReplayError } from "./replay-error.ts";
import type { ServerEvent } from "./source-event.ts";

export interface AudienceSize {
  readonly id: string;
  readonly status: "warming" | "ready";
  readonly size: number;
}

/** What a replay asks of a running instance. */
export interface ServerApi {
  /** Where the manual clock stands, epoch milliseconds. */
  readClock(): Promise<number>;
  setClock(now: number): Promise<void>;
  hasSite(): Promise<boolean>;
  putSite(configuration: object): Promise<void>;
  audiences(): Promise<AudienceSize[]>;
  putAudience(id: string, definition: object): Promise<void>;
  send(events: readonly ServerEvent[], consent: ConsentStamp, region: string): Promise<CollectAnswer>;
}

export interface ServerAddress {
  readonly url: string;
  readonly key: string;
  readonly site: string;
}

const TRIES_MAX = 10;
const RETRY_MS = 1_000;

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Overload is answered with a time to wait; sending the same again is always safe. */
const isOverload = ({ status }: Response): boolean => status === 429 || status === 503;

const problemOf = async (answer: Response): Promise<string> => {
  const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
  return `${answer.status}${code === undefined ? "" : ` ${code}`}`;
};

export const createServerApi = ({ url, key, site }: ServerAddress): ServerApi => {
  const ask = async (method: string, path: string, body?: object): Promise<Response> => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    for (let tries = 1; ; tries++) {
      const answer = await fetch(new URL(path, url), init).catch(() => {
        throw new ReplayError(`nothing answers at ${url}`);
      });
      if (!isOverload(answer) || tries === TRIES_MAX) return answer;
      await wait(Number(answer.headers.get("retry-after") ?? 0) * 1_000 || RETRY_MS);
    }
  };
  const read = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await ask(method, path, body);
    if (answer.status === 401) throw new ReplayError("the key was refused");
    if (!answer.ok) throw new ReplayError(`${method} ${path} answered ${await problemOf(answer)}`);
    return (await answer.json()) as T;
  };
  const moveClock = async (body: object): Promise<number> => {
    const answer = await ask("POST", "/v1/clock", body);
    if (answer.status === 404) {
      throw new ReplayError("the server's time runs by itself; start it with --clock manual to replay");
    }
    if (answer.status === 401) throw new ReplayError("the key was refused; a replay needs the ADMIN_KEY");
    if (!answer.ok) throw new ReplayError(`POST /v1/clock answered ${await problemOf(answer)}`);
    return ((await answer.json()) as { now: number }).now;
  };
  const base = `/v1/sites/${encodeURIComponent(site)}`;
  return {
    readClock: () => moveClock({ advance: 0 }),
    async setClock(now) {
      await moveClock({ now });
    },
    async hasSite() {
      const answer = await ask("GET", base);
      if (!answer.ok && answer.status !== 404) {
        throw new ReplayError(`GET ${base} answered ${await problemOf(answer)}`);
      }
      return answer.ok;
    },
    async putSite(configuration) {
      await read("PUT", base, configuration);
    },
    async audiences() {
      return (await read<{ audiences: AudienceSize[] }>("GET", `${base}/audiences`)).audiences;
    },
    async putAudience(id, definition) {
      await read("PUT", `${base}/audiences/${id}`, definition);
    },
    async send(events, consent, region) {
      const answer = await ask("POST", `${base}/events`, { consent, region, events });
      // A batch in which nothing is valid is refused as a whole, and still says why for each event.
      if (answer.ok || answer.status === 422) {
        const body = (await answer.json()) as Partial<CollectAnswer> & { code?: string };
        if (body.rejected !== undefined) {
          const { accepted = 0, duplicate = 0, rejected, dropped = [] } = body;
          return { accepted, duplicate, rejected, dropped };
        }
        throw new ReplayError(`POST ${base}/events answered ${answer.status} ${body.code ?? ""}`);
      }
      throw new ReplayError(`POST ${base}/events answered ${await problemOf(answer)}`);
    },
  };
};
