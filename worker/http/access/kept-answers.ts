import { ANSWER_MAX_LENGTH } from "../../../schemas/limits-api.ts";
import { KEY_MEMO_MS } from "../../../schemas/limits-export.ts";
import { SERVER_BODY_MAX_BYTES } from "../../../schemas/limits.ts";
import { Slug } from "../../../schemas/text.ts";
import { clock } from "../../configuration/clock.ts";
import type { Environment } from "../../configuration/environment.ts";
import { siteObject } from "../../configuration/objects.ts";
import { readSite } from "../../configuration/site-memo.ts";
import { keyedDigits } from "../../crypto/digest.ts";
import { open, seal } from "../../crypto/seal.ts";
import { readText } from "../body.ts";
import { actorOf } from "./key.ts";
import { Refusal } from "../refusal.ts";
import { secretsOf } from "../secrets.ts";

const BELOW_SITE = /^\/v1\/sites\/([^/]+)(\/.+)$/;

/** Repeating these does no harm: they change nothing, or know a repeat by the ids of events and reservations. */
const HARMLESS = /^\/(?:events|decide|confirm|privacy\/access|audit\/verify|audiences\/import|.+\/preview)$/;

/** Whether an answer of the route is kept under an idempotency key. `path` is from the root. */
export const keepsAnswer = (method: string, path: string): boolean => {
  const below = BELOW_SITE.exec(path)?.[2];
  if (below === undefined || !["POST", "PUT", "DELETE"].includes(method)) return false;
  return method !== "POST" || !HARMLESS.test(below);
};

/** As text of a structured field (RFC 9651), or bare, as most callers write it. */
const readKey = (header: string): string => {
  const key = /^"([!#-[\]-~]{1,255})"$/.exec(header)?.[1] ?? header;
  if (!/^[!#-[\]-~]{1,255}$/.test(key)) throw new Refusal("idempotency_key_invalid");
  return key;
};

/** An answer as it is kept. */
interface KeptAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

const replay = ({ status, type, body }: KeptAnswer): Response =>
  new Response(status === 204 ? null : body, {
    status,
    headers: {
      ...(type === null ? {} : { "content-type": type }),
      "cache-control": "no-store",
      "idempotent-replayed": "true",
    },
  });

/** Merges and marks name profiles by their ids: such an answer goes when anybody is erased. */
const isAboutProfile = (path: string): boolean =>
  /^\/(?:contacts|profiles)\//.test(BELOW_SITE.exec(path)?.[2] ?? "");

/**
 * Answers a request with an `Idempotency-Key` once (draft-ietf-httpapi-idempotency-key-header-07): sent again by the same key of
 * the site, it is answered what it was answered before. A refusal did nothing and is not kept. Requests without the header
 * cost nothing here.
 */
export const answerOnce = async (
  request: Request,
  env: Environment,
  answer: () => Response | Promise<Response>,
): Promise<Response> => {
  const header = request.headers.get("idempotency-key");
  if (header === null) return answer();
  const { pathname, search } = new URL(request.url);
  const id = BELOW_SITE.exec(pathname)?.[1] ?? "";
  if (!keepsAnswer(request.method, pathname) || !Slug.safeParse(id).success) return answer();
  const site = await readSite(id, () => siteObject(env, id), { maxAgeMs: KEY_MEMO_MS });
  const actor = site === null ? null : actorOf(request, env, site.snapshot.keys, clock.now());
  if (actor === null) return answer(); // Refused there, in the words of the route.
  const { pepper, seal: sealing } = secretsOf(env, id);
  const name = keyedDigits(pepper, `answer ${actor} ${readKey(header)}`);
  const body = await readText(request.clone(), SERVER_BODY_MAX_BYTES);
  const fingerprint = keyedDigits(pepper, JSON.stringify([request.method, pathname, search, body]));
  const object = siteObject(env, id);
  const at = { table: "kept_answer", column: "sealed", row: name };
  const known = await object.beginAnswer(name, fingerprint, isAboutProfile(pathname));
  if (known.kind === "other") throw new Refusal("idempotency_key_reused");
  if (known.kind === "running") throw new Refusal("idempotency_in_progress");
  if (known.kind === "kept") return replay(JSON.parse(open(sealing, at, known.sealed)) as KeptAnswer);

  const response = await answer();
  if (!response.ok) {
    await object.keepAnswer(name, null);
    return response;
  }
  const text = await response.text();
  const { status, headers } = response;
  const kept: KeptAnswer = { status, type: headers.get("content-type"), body: text };
  const sealed = seal(sealing, at, JSON.stringify(kept));
  await object.keepAnswer(name, sealed.length > ANSWER_MAX_LENGTH ? null : sealed);
  return new Response(status === 204 ? null : text, { status, headers });
};
