/** An export as it arrives: rows one by one, so that none of it has to fit into memory. */
export interface Lines<Row> {
  /** What to pass as `since` the next time; taken before the first row. */
  readonly cursor: string | null;
  /** What to pass as `after` for the next page; null on the last one, and where no `limit` was passed. */
  readonly next: string | null;
  /** Version of the audience's definition. */
  readonly version: number | null;
  /** Rows of NDJSON. Can be walked over once, instead of `body`. */
  readonly rows: AsyncIterable<Row>;
  /** The bytes as they come, whatever the format is. */
  readonly body: ReadableStream<Uint8Array>;
}

async function* rowsOf<Row>(body: ReadableStream<Uint8Array>): AsyncGenerator<Row> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line) as Row;
  }
  if (rest !== "") yield JSON.parse(rest) as Row;
}

const numberIn = (text: string | null): number | null => (text === null ? null : Number(text));

/** `after` of the link that leads on. */
const afterIn = (link: string | null): string | null => {
  const [, target] = /^<([^>]+)>; rel="next"$/.exec(link ?? "") ?? [];
  return target === undefined ? null : new URL(target, "http://instance").searchParams.get("after");
};

export const linesOf = <Row>({ headers, body }: Response): Lines<Row> => {
  const bytes = body ?? new Blob([]).stream();
  return {
    cursor: headers.get("halley-cursor"),
    next: afterIn(headers.get("link")),
    version: numberIn(headers.get("halley-audience-version")),
    rows: { [Symbol.asyncIterator]: () => rowsOf<Row>(bytes) },
    body: bytes,
  };
};
