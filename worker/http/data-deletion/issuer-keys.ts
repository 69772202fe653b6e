import { IssuerFile } from "../../../schemas/data-deletion.ts";
import {
  ISSUER_FILE_MAX_BYTES,
  ISSUER_FILE_TIMEOUT_MS,
  ISSUER_KEYS_LIFE_MS,
  ISSUER_KEYS_MAX,
} from "../../../schemas/limits-deletion.ts";
import { isPublicHost } from "../../domain/channel/public-target.ts";
import { readBounded } from "../body.ts";

/** JSON Web Keys, not looked at yet. */
type Keys = readonly Record<string, unknown>[];

const decoder = new TextDecoder();

/** What an issuer publishes; none where it cannot be read. Never throws. */
const fetchKeys = async (issuer: string): Promise<Keys> => {
  // The name comes from the site's configuration; what it leads to does not.
  if (!isPublicHost(issuer)) return [];
  try {
    const response = await fetch(`https://${issuer}/dsrdelete.json`, {
      redirect: "manual",
      signal: AbortSignal.timeout(ISSUER_FILE_TIMEOUT_MS),
      headers: { accept: "application/json", "user-agent": "Halley" },
    });
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel();
      return [];
    }
    const text = decoder.decode(await readBounded(response.body, ISSUER_FILE_MAX_BYTES));
    return IssuerFile.parse(JSON.parse(text)).publicKey.slice(0, ISSUER_KEYS_MAX);
  } catch {
    return []; // No answer in time, too long, or no such file.
  }
};

interface Memo {
  readonly keys: Promise<Keys>;
  readonly readAt: number;
}

/** By the name of a listed issuer: requests that anybody can send must not make us ask each time. */
const memos = new Map<string, Memo>();
const MEMOS_MAX = 1_000;

/** The public keys of an issuer, as it published them within the last minute. */
export const issuerKeys = (issuer: string, now: number): Promise<Keys> => {
  const known = memos.get(issuer);
  if (known !== undefined && Math.abs(now - known.readAt) < ISSUER_KEYS_LIFE_MS) return known.keys;
  if (memos.size >= MEMOS_MAX) memos.clear();
  const keys = fetchKeys(issuer);
  memos.set(issuer, { keys, readAt: now });
  return keys;
};
