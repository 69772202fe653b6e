import { describe, expect, test } from "vitest";
import { AUDIENCE_SETTINGS_DEFAULT } from "../../../schemas/site.ts";
import { checkAudience } from "../../../worker/domain/audience/check.ts";
import { compileAudiences } from "../../../worker/domain/audience/compile.ts";
import { Evaluation } from "../../../worker/domain/audience/evaluation.ts";
import type { Traits } from "../../../worker/domain/audience/history.ts";
import { AUDIENCE_TEMPLATES } from "../../../worker/domain/audience/templates/audience-templates.ts";
import type { EventFields, StoredEvent } from "../../../worker/domain/profile-state.ts";
import { compiledIn } from "./sample-evaluation.ts";
import { noConsent, unknownTraits } from "./sample-traits.ts";
import { DAY_MS, historyOf, HOUR_MS, sampleEvent } from "./sample.ts";

const NOW = 1_000 * DAY_MS;

const set = compileAudiences(
  AUDIENCE_TEMPLATES.map(({ id, definition }) => ({ id, version: 1, changedIn: 1, definition })),
  AUDIENCE_SETTINGS_DEFAULT,
);

const ago = (days: number, type: string, fields: EventFields = {}): StoredEvent =>
  sampleEvent(type, NOW - days * DAY_MS, fields);
const viewed = (days: number, category: string) =>
  ago(days, "view_item", { items: [{ item_id: "i", item_category: category }] });
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const bought = (days: number, fields: EventFields = {}) => ago(days, "purchase", { value: 200, ...fields });

interface Sample {
  readonly events: readonly StoredEvent[];
  readonly traits?: Partial<Traits>;
}

const visitor = (...events: StoredEvent[]): Sample => ({ events });
const contact = (...events: StoredEvent[]): Sample => ({ events, traits: { isContact: true } });
const at = (accountDomain: string): Sample => ({
  events: [ago(1, "page_view")],
  traits: { isContact: true, accountDomain },
});
const subscriber = (...events: StoredEvent[]): Sample => ({
  events: [ago(9, "identify"), ...events],
  traits: { isContact: true, consent: { ...noConsent, email_marketing: [-Infinity, Infinity] } },
});

const isIn = (id: string, { events, traits }: Sample): boolean => {
  const subject = { history: historyOf(...events), traits: { ...unknownTraits, ...traits } };
  return new Evaluation(set, subject).membershipOf(compiledIn(set, id), NOW).member;
};

/** By template: who is in it and who, but for one thing, would be. */
const EXAMPLES: Readonly<Record<string, { in: Sample[]; out: Sample[] }>> = {
  "all-visitors": {
    in: [visitor(ago(29, "page_view"))],
    out: [visitor(ago(30, "page_view")), contact(ago(1, "page_view"))],
  },
  "product-viewers": {
    in: [visitor(viewed(13, "boots"))],
    out: [visitor(ago(1, "page_view")), visitor(viewed(13, "boots"), bought(12))],
  },
  "category-viewers": {
    in: [visitor(viewed(2, "example-category"))],
    out: [visitor(viewed(2, "boots")), visitor(viewed(2, "example-category"), bought(1))],
  },
  "repeat-non-converters": {
    in: [visitor(...times(5, (n) => viewed(n, "boots")))],
    out: [
      visitor(...times(5, (n) => viewed(n, "boots")), bought(200)),
      visitor(...times(5, (n) => viewed(n / 1_000, "boots"))),
      visitor(...times(4, (n) => viewed(n, "boots"))),
    ],
  },
  "cart-abandoners": {
    in: [visitor(ago(1, "add_to_cart"))],
    out: [
      visitor(sampleEvent("add_to_cart", NOW - HOUR_MS / 2)),
      visitor(ago(1, "add_to_cart"), bought(0.99)),
      visitor(ago(1, "add_to_cart"), bought(0.5)),
      contact(ago(1, "add_to_cart")),
    ],
  },
  "checkout-abandoners": {
    in: [visitor(ago(1, "begin_checkout"))],
    out: [visitor(ago(1, "add_to_cart")), visitor(ago(1, "begin_checkout"), bought(0.99))],
  },
  "past-buyers": {
    in: [visitor(bought(500)), contact(bought(1))],
    out: [visitor(ago(1, "begin_checkout"))],
  },
  "lapsed-buyers": {
    in: [contact(bought(181))],
    out: [contact(bought(179)), contact(ago(300, "page_view")), visitor(bought(181))],
  },
  "high-value": {
    in: [contact(...times(5, (n) => bought(10 + n)))],
    out: [
      contact(...times(5, (n) => bought(100 + n))),
      contact(bought(10, { value: 1_000 })),
      contact(...times(5, (n) => bought(10 + n, { value: 1 }))),
    ],
  },
  "one-time-price-sensitive-buyers": {
    in: [
      contact(bought(50, { coupon: "SPRING" })),
      contact(bought(50, { items: [{ item_id: "i", discount: 5 }] })),
      contact(bought(50, { items: [{ item_id: "i", coupon: "SPRING" }] })),
    ],
    out: [contact(bought(50)), contact(bought(50, { coupon: "SPRING" }), bought(20))],
  },
  "newsletter-without-order": {
    in: [subscriber()],
    out: [subscriber(bought(1)), contact(ago(9, "identify"))],
  },
  "new-visitors-7-days": {
    in: [visitor(ago(6.9, "page_view"))],
    out: [visitor(ago(7, "page_view"), ago(1, "page_view"))],
  },
  "new-visitors-14-days": {
    in: [visitor(ago(13.9, "page_view"))],
    out: [visitor(ago(14, "page_view"), ago(1, "page_view"))],
  },
  "new-visitors-30-days": {
    in: [visitor(ago(29.9, "page_view"))],
    out: [visitor(ago(30, "page_view"), ago(1, "page_view"))],
  },
  "account-list": {
    in: [at("account-two.example")],
    out: [at("another.example"), { ...at("account-two.example"), traits: { isContact: false } }],
  },
};

/** What stands at a pointer of a definition. */
const pointedAt = (document: unknown, pointer: string): unknown =>
  pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((holder, name) => (holder as Record<string, unknown> | undefined)?.[name], document);

test("every template has its examples, and ids and names are there once", () => {
  const ids = AUDIENCE_TEMPLATES.map(({ id }) => id);
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(ids.toSorted());
  expect(new Set(AUDIENCE_TEMPLATES.map(({ name }) => name)).size).toBe(ids.length);
});

describe.each(AUDIENCE_TEMPLATES.map((template) => [template.id, template] as const))(
  "%s",
  (id, template) => {
    test("passes the check as it is", () => {
      const { definition } = template;
      expect(checkAudience(definition, id, new Map())).toEqual({ ok: true, definition });
      expect(definition.name).toBe(template.name);
    });

    test("has in it whom its name says", () => {
      expect(EXAMPLES[id]?.in.map((sample) => isIn(id, sample))).not.toContain(false);
    });

    test("has nobody else in it", () => {
      expect(EXAMPLES[id]?.out.map((sample) => isIn(id, sample))).not.toContain(true);
    });

    test("says which values are examples, and only those are", () => {
      const { definition, about, parameters = [] } = template;
      const values = parameters.flatMap(({ pointer }) => pointedAt(definition, pointer));
      expect(values).not.toContain(undefined);
      for (const value of values) expect(about).toContain(JSON.stringify(value));
      expect(JSON.stringify(definition).match(/"[^"]*example[^"]*"/g) ?? []).toEqual(
        values.map((value) => JSON.stringify(value)),
      );
    });
  },
);
