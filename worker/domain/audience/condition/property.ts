import type { EventFields } from "../../profile-state.ts";
import { ownValue } from "../own-value.ts";
import { urlHost, urlPath } from "./page-url.ts";

/** What a rule can compare; anything else at a property's place counts as missing. */
export type PropertyValue = string | number | boolean | undefined;

const ownScalar = (holder: unknown, name: string): PropertyValue => {
  const value = ownValue(holder, name);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
};

type PageReader = (page: NonNullable<EventFields["page"]>) => string | undefined;

const PAGE_READERS: ReadonlyMap<string, PageReader> = new Map<string, PageReader>([
  ["url", (page) => page.url],
  ["path", (page) => urlPath(page.url)],
  ["host", (page) => urlHost(page.url)],
  ["title", (page) => page.title],
  ["referrer", (page) => page.referrer],
]);

const compilePageReader = (name: string): ((fields: EventFields) => PropertyValue) => {
  const read = PAGE_READERS.get(name);
  if (read === undefined) throw new Error("page property that the schema does not allow");
  return ({ page }) => (page === undefined ? undefined : read(page));
};

/** Where a property is found: once in an event, or once in each of its items. */
export type PropertyReader =
  | { readonly of: "event"; readonly read: (fields: EventFields) => PropertyValue }
  | { readonly of: "item"; readonly read: (item: object) => PropertyValue };

/** A reader for a property as the schema allows it: `value`, `page.path`, `item.item_category`, `params.plan`. */
export const compileProperty = (property: string): PropertyReader => {
  const dot = property.indexOf(".");
  const holder = property.slice(0, Math.max(dot, 0));
  const name = property.slice(dot + 1);
  switch (holder) {
    case "":
      return { of: "event", read: (fields) => ownScalar(fields, name) };
    case "page":
      return { of: "event", read: compilePageReader(name) };
    case "params":
      return { of: "event", read: (fields) => ownScalar(fields.params, name) };
    case "item":
      return { of: "item", read: (item) => ownScalar(item, name) };
    default:
      throw new Error("property that the schema does not allow");
  }
};
