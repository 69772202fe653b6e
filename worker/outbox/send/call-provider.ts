import { PROVIDER_ANSWER_MAX_BYTES, PROVIDER_TIMEOUT_MS } from "../../../schemas/limits.ts";
import type { Outcome } from "../delivery.ts";
import { retryAfterMs } from "../retry-after.ts";
import { channelDown, DELIVERED, failed, refused } from "./outcomes.ts";

/** What a provider answered. */
export interface ProviderAnswer {
  readonly status: number;
  readonly retryAfterMs: number | null;
  /** Fields of the JSON object in its body; none where it was something else, or too long. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const readBounded = async ({ body }: Response, maxBytes: number): Promise<string> => {
  if (body === null) return "";
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let text = "";
  let bytes = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return "";
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text;
};

/** The status says most; a body that breaks off, or is no JSON, takes nothing from it. */
const fieldsOf = async (response: Response, maxBytes: number): Promise<ProviderAnswer["fields"]> => {
  try {
    const body: unknown = JSON.parse(await readBounded(response, maxBytes));
    return typeof body === "object" && body !== null ? (body as ProviderAnswer["fields"]) : {};
  } catch {
    return {};
  }
};

/** An answer with the fields of its body; `now` is epoch milliseconds. */
export const readAnswer = async (
  response: Response,
  now: number,
  maxBytes: number,
): Promise<ProviderAnswer> => ({
  status: response.status,
  retryAfterMs: retryAfterMs(response.headers.get("retry-after"), now),
  fields: await fieldsOf(response, maxBytes),
});

/** One POST to a provider's API. Null where it cannot be reached, or does not answer in time. Never throws. */
export const callProvider = async (
  url: string,
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: BodyInit },
  now: number,
): Promise<ProviderAnswer | null> => {
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(PROVIDER_TIMEOUT_MS),
      headers: { accept: "application/json", "user-agent": "Halley", ...headers },
      body,
    });
    return await readAnswer(response, now, PROVIDER_ANSWER_MAX_BYTES);
  } catch {
    return null;
  }
};

/** A JSON body with its content type. */
export const jsonBody = (headers: Readonly<Record<string, string>>, value: unknown) => ({
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

/** The key is wrong or may not send: all messages fail until somebody mends it. */
const NOT_ALLOWED = new Set([401, 403]);
const TOO_MUCH = 429;
/** Of 4xx those that may go well another time. */
const PASSING = new Set([408, 409, 425]);

/** What an answer means that needs no look into its body. A redirect is a failure: it could lead where no address may. */
export const providerOutcome = (answer: ProviderAnswer | null): Outcome => {
  if (answer === null) return channelDown("unreachable");
  const { status, retryAfterMs: waitMs } = answer;
  const failure = `http_${status}`;
  if (status >= 200 && status < 300) return DELIVERED;
  if (NOT_ALLOWED.has(status) || status === TOO_MUCH || status >= 500) return channelDown(failure, waitMs);
  if (status >= 400 && !PASSING.has(status)) return refused(failure);
  return failed(failure, waitMs);
};
