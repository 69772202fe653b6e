import type * as z from "zod";
import type { ProblemCode } from "../../schemas/problem.ts";
import { beginBody, endBody } from "./admission/admission.ts";
import { Refusal } from "./refusal.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** A body of unknown length, read only as far as it may go. */
export const readBounded = async (
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<ArrayBuffer> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      throw new Refusal("body_too_large");
    }
    chunks.push(part.value);
  }
  return new Blob(chunks).arrayBuffer();
};

/** The body as text, or a refusal as soon as it is too long. */
export const readText = async (request: Request, maxBytes: number): Promise<string> => {
  const declared = request.headers.get("content-length");
  if (Number(declared ?? 0) > maxBytes) throw new Refusal("body_too_large");
  if (request.body === null) return "";
  beginBody(request, declared === null ? maxBytes : Number(declared));
  const bytes = declared === null ? await readBounded(request.body, maxBytes) : await request.arrayBuffer();
  endBody(request);
  if (bytes.byteLength > maxBytes) throw new Refusal("body_too_large");
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Refusal("body_malformed");
  }
};

/**
 * A bounded JSON body, whatever its content type says: beacons come as `text/plain`, because any other would need a
 * preflight, and command-line tools name types at random. Keys and origins guard these routes, not content types.
 */
export const readJson = async (request: Request, maxBytes: number): Promise<unknown> => {
  const text = await readText(request, maxBytes);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal("body_malformed");
  }
};

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const ERRORS_MAX = 20;

/** The value a schema makes of a body; else a refusal that says where the faults are and not what they were. */
export const parse = <Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  code: ProblemCode,
): z.output<Schema> => {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, ERRORS_MAX).map((issue) => ({
    pointer: pointerOf(issue.path),
    reason: issue.code,
  }));
  throw new Refusal(code, { errors });
};
