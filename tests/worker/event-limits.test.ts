import { describe, expect, test } from "vitest";
import { Event, type EventInput } from "../../schemas/event.ts";
import {
  EVENT_ID_MAX_LENGTH,
  EVENT_TYPE_MAX_LENGTH,
  EVENT_MAX_BYTES,
  EVENT_ITEMS_MAX,
  EVENT_PARAMS_MAX,
  PARAM_NAME_MAX_LENGTH,
  TEXT_MAX_LENGTH,
  ITEM_TEXT_MAX_LENGTH,
} from "../../schemas/limits.ts";
import { createSite } from "./kit.ts";
import { event, pageView } from "./samples.ts";

const VISITOR = { anonymous_id: "crm-1" };

const text = (length: number): string => "ä".repeat(length);
const list = <T>(length: number, make: (index: number) => T): T[] =>
  Array.from({ length }, (_, i) => make(i));
const paramsOf = (count: number) => Object.fromEntries(list(count, (i) => [`p${i}`, i]));

const FIELDS: [limit: string, max: number, make: (size: number) => Partial<EventInput>][] = [
  ["EVENT_ID_MAX_LENGTH", EVENT_ID_MAX_LENGTH, (size) => ({ id: "i".repeat(size) })],
  ["EVENT_TYPE_MAX_LENGTH", EVENT_TYPE_MAX_LENGTH, (size) => ({ type: "t".repeat(size) })],
  ["EVENT_ITEMS_MAX", EVENT_ITEMS_MAX, (size) => ({ items: list(size, () => ({ item_id: "a" })) })],
  ["EVENT_PARAMS_MAX", EVENT_PARAMS_MAX, (size) => ({ params: paramsOf(size) })],
  ["PARAM_NAME_MAX_LENGTH", PARAM_NAME_MAX_LENGTH, (size) => ({ params: { ["p".repeat(size)]: 1 } })],
  ["TEXT_MAX_LENGTH", TEXT_MAX_LENGTH, (size) => ({ params: { p: text(size) } })],
  ["ITEM_TEXT_MAX_LENGTH", ITEM_TEXT_MAX_LENGTH, (size) => ({ items: [{ item_name: text(size) }] })],
];

test.each(FIELDS)("%s is the most that one event may have", async (_, max, make) => {
  const site = await createSite();
  const events = [max - 1, max, max + 1].map((size) => event("e", make(size)));
  expect((await site.browser().send(events)).body).toMatchObject({
    accepted: 2,
    rejected: [{ index: 2, code: "event_invalid" }],
  });
});

const sizeOf = (made: EventInput): number =>
  new TextEncoder().encode(JSON.stringify(Event.parse(made))).length;

/** An event of so many bytes after parsing. */
const sized = (bytes: number, letter: string): EventInput => {
  const base = event("e", { items: [] });
  const width = new TextEncoder().encode(letter).length;
  const make = (items: number, rest: number): EventInput => ({
    ...base,
    coupon: "x".repeat(rest),
    items: list(items, () => ({ item_id: letter.repeat(Math.floor(180 / width)) })),
  });
  let items = 1;
  while (sizeOf(make(items + 1, 0)) <= bytes) items += 1;
  const made = make(items, bytes - sizeOf(make(items, 0)));
  if (sizeOf(made) !== bytes) throw new Error("the event has another size");
  return made;
};

describe("an event's bytes", () => {
  test.each(["a", "ü"])("are limited as UTF-8, of %j too", async (letter) => {
    const site = await createSite();
    const [below, at, above] = [EVENT_MAX_BYTES - 1, EVENT_MAX_BYTES, EVENT_MAX_BYTES + 1];
    const served = [below, at, above].map((bytes) => ({ ...sized(bytes, letter), ...VISITOR }));
    expect((await site.ingest([{ ...pageView(), ...VISITOR }, ...served])).body).toMatchObject({
      accepted: 3,
      rejected: [{ index: 3, code: "event_too_large" }],
    });
  });
});
