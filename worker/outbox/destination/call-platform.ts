import { PLATFORM_ANSWER_MAX_BYTES, PLATFORM_TIMEOUT_MS } from "../../../schemas/limits-destination.ts";
import { type ProviderAnswer, readAnswer } from "../send/call-provider.ts";

/** One request to a platform's API. */
export interface PlatformRequest {
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or a form; null for none. */
  readonly body: string | null;
}

/** Null where it cannot be reached, or does not answer in time. Never throws. `now` is epoch milliseconds. */
export const callPlatform = async (
  { method, url, headers, body }: PlatformRequest,
  now: number,
): Promise<ProviderAnswer | null> => {
  // A timer that outlives the answer would keep the object in memory.
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(), PLATFORM_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method,
      redirect: "manual",
      signal: impatience.signal,
      headers: {
        accept: "application/json",
        "user-agent": "Halley",
        ...(body === null ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === null ? {} : { body }),
    });
    return await readAnswer(response, now, PLATFORM_ANSWER_MAX_BYTES);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
};

/** A field of a JSON object that is one itself. */
export const objectIn = (value: unknown, name: string): Readonly<Record<string, unknown>> => {
  const inner = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : null;
  return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>) : {};
};

/** A number, also where it is written as a text, as Google writes 64-bit ones; null for anything else. */
export const numberIn = (value: unknown): number | null => {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
};
