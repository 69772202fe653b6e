import { createDigest } from "../../crypto/digest.ts";
import type { PageText } from "./member-pages.ts";

/** What was sent of an export, before it was compressed. */
export interface Streamed {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  /** False where the receiver left, or something broke. */
  readonly complete: boolean;
}

type AnyPages = AsyncGenerator<PageText, unknown>;

const encoder = new TextEncoder();

/** Bytes that all pages come to. */
export const lengthOf = async (pages: AnyPages): Promise<number> => {
  let length = 0;
  for await (const { text } of pages) length += encoder.encode(text).byteLength;
  return length;
};

/**
 * The pages as a body of bytes without the first `skip`; `whenDone` hears what was sent, also where the receiver left
 * early. What it heard is written before the last byte is followed by the end.
 */
export const streamPages = (
  pages: AnyPages,
  skip: number,
  whenDone: (streamed: Streamed) => Promise<void>,
): ReadableStream<Uint8Array> => {
  const digest = createDigest();
  let unsent = skip;
  let rows = 0;
  let bytes = 0;
  let hasLeft = false;
  let finished: Promise<void> | null = null;
  const finish = (complete: boolean): Promise<void> => {
    finished ??= whenDone({ rows, bytes, sha256: digest.hex(), complete: complete && !hasLeft });
    return finished;
  };
  const nextChunk = async (): Promise<Uint8Array | null> => {
    for (let next = await pages.next(); next.done !== true; next = await pages.next()) {
      const encoded = encoder.encode(next.value.text);
      const chunk = encoded.subarray(Math.min(unsent, encoded.byteLength));
      unsent -= encoded.byteLength - chunk.byteLength;
      if (chunk.byteLength === 0) continue;
      digest.add(chunk);
      rows += next.value.rows;
      bytes += chunk.byteLength;
      return chunk;
    }
    return null;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const chunk = await nextChunk();
          if (chunk !== null) return controller.enqueue(chunk);
        } catch (error) {
          await finish(false);
          throw error;
        }
        await finish(true);
        controller.close();
      },
      async cancel() {
        hasLeft = true;
        await pages.return(undefined);
        await finish(false);
      },
    },
    { highWaterMark: 0 },
  );
};
