import { createHash } from "node:crypto";
import * as z from "zod";
import type { EventInput } from "../../schemas/event.ts";
import { EpochMs } from "../../schemas/text.ts";
import { ReplayError } from "./replay-error.ts";

/** One line of a replay file: something a visitor did with one article. */
const SourceLine = z.object({
  at: EpochMs,
  visitor: z.string().min(1),
  /** A GA4 event name. */
  type: z.string().min(1),
  item: z.string(),
  category: z.string().default(""),
  /** For one piece, decimal. */
  price: z.number().nullable().default(null),
  session: z.string().nullable().default(null),
  order: z.string().nullable().default(null),
});
type SourceLine = z.infer<typeof SourceLine>;

/** One event as `POST /events` takes it, with the time and the visitor it certainly has. */
export type ServerEvent = EventInput & { at: number; anonymous_id: string };

/** Two lines that are alike are two events, and the same line of the same file is always the same event. */
const eventId = (lineNumber: number, line: string): string =>
  createHash("sha256").update(`${lineNumber}\n${line}`).digest("base64url").slice(0, 22);

const itemsOf = ({ item, category, price }: SourceLine): NonNullable<EventInput["items"]> => [
  {
    item_id: item,
    ...(category === "" ? {} : { item_category: category }),
    ...(price === null ? {} : { price }),
  },
];

/** The event of one line; `lineNumber` starts at 1. */
export const sourceEvent = (line: string, lineNumber: number, currency: string): ServerEvent => {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new ReplayError(`line ${lineNumber} is not JSON`);
  }
  const parsed = SourceLine.safeParse(json);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path }) => path.join(".") || "the line").join(", ");
    throw new ReplayError(`line ${lineNumber} cannot be replayed: check ${fields}`);
  }
  const { data } = parsed;
  return {
    id: eventId(lineNumber, line),
    type: data.type,
    at: data.at,
    n: lineNumber,
    anonymous_id: data.visitor,
    items: itemsOf(data),
    ...(data.price === null ? {} : { value: data.price, currency }),
    ...(data.order === null ? {} : { transaction_id: data.order }),
    ...(data.session === null ? {} : { params: { session: data.session } }),
  };
};
