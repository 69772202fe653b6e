import { describe, expect, test } from "vitest";
import { Event, Item } from "../../schemas/event.ts";
import {
  EMAIL_MAX_LENGTH,
  EVENT_ID_MAX_LENGTH,
  EVENT_ITEMS_MAX,
  EVENT_PARAMS_MAX,
  EVENT_TYPE_MAX_LENGTH,
  ITEM_LINK_MAX_LENGTH,
  ITEM_TEXT_MAX_LENGTH,
  PARAM_NAME_MAX_LENGTH,
  PHONE_MAX_LENGTH,
  TEXT_MAX_LENGTH,
  URL_MAX_LENGTH,
} from "../../schemas/limits.ts";

const AT = 1_767_225_600_000;
const LONE_SURROGATE = "a\uD800b";
const NUL = "a\0b";

const accepts = (fields: object, type = "page_view"): boolean =>
  Event.safeParse({ id: "e1", type, at: AT, ...fields }).success;

const itemLinks = (url: string): unknown => {
  const { success, data } = Item.safeParse({ item_id: "sku-1", url, image_url: url });
  return success ? [data.url, data.image_url] : "refused";
};

test.each([
  ["https://shop.example/a.png?w=80#x", true],
  [`https://shop.example/${"a".repeat(ITEM_LINK_MAX_LENGTH - 21)}`, true],
  [`https://shop.example/${"a".repeat(ITEM_LINK_MAX_LENGTH - 20)}`, false],
  ["http://shop.example/a.png", false],
  ["//shop.example/a.png", false],
  ["/a.png", false],
  ["javascript:alert(1)", false],
  ["data:image/png;base64,AAAA", false],
  ['https://shop.example/" onload="x', false],
  ["https://shop.example/a b", false],
  ["", false],
])("an item keeps the link %s: %s, and is taken either way", (url, isKept) => {
  expect(itemLinks(url)).toEqual(isKept ? [url, url] : [undefined, undefined]);
});

const acceptsItem = (fields: object): boolean => Item.safeParse({ item_id: "sku-1", ...fields }).success;

describe("an event as the contract shows it", () => {
  test("is kept as it is", () => {
    const event = {
      id: "9f1c",
      type: "page_view",
      at: AT,
      page: { url: "https://shop.example/boots", referrer: "https://www.google.com/", title: "Boots" },
    };
    expect(Event.parse(event)).toEqual(event);
  });

  test("needs no time, page or counter", () => {
    expect(Event.parse({ id: "e1", type: "sign_up" })).toEqual({ id: "e1", type: "sign_up" });
  });

  test("keeps a whole GA4 purchase", () => {
    const event = {
      id: "T-1",
      type: "purchase",
      at: AT,
      n: 7,
      transaction_id: "T-1",
      value: 129.9,
      currency: "EUR",
      tax: 20.74,
      shipping: 4.9,
      coupon: "SPRING",
      items: [
        {
          item_id: "sku-1",
          item_name: "Scarth boot",
          item_brand: "Scarth",
          item_category: "boots",
          item_category2: "leather",
          item_variant: "brown",
          price: 125,
          quantity: 1,
          discount: 0,
          index: 0,
        },
      ],
      params: { plan: "pro", score: 3, gift: false },
    };
    expect(Event.parse(event)).toEqual(event);
  });
});

describe("spelling that shops vary", () => {
  test("numbers sent as text become numbers", () => {
    const event = Event.parse({
      id: "e1",
      type: "add_to_cart",
      value: "129.90",
      tax: "-3",
      shipping: "0",
      items: [{ item_id: "sku-1", price: "64.95", quantity: "2", discount: "0.000001", index: "0" }],
    });
    expect(event).toEqual({
      id: "e1",
      type: "add_to_cart",
      value: 129.9,
      tax: -3,
      shipping: 0,
      items: [{ item_id: "sku-1", price: 64.95, quantity: 2, discount: 0.000001, index: 0 }],
    });
  });

  test("ids sent as numbers become text", () => {
    const event = Event.parse({
      id: "e1",
      type: "purchase",
      transaction_id: 1001,
      cart_id: 7,
      items: [{ item_id: 4711, item_category: 12 }],
    });
    expect(event).toEqual({
      id: "e1",
      type: "purchase",
      transaction_id: "1001",
      cart_id: "7",
      items: [{ item_id: "4711", item_category: "12" }],
    });
  });

  test.each([
    "1,299.00",
    "1.299,00",
    "12€",
    "",
    " 5",
    "5 ",
    "1e3",
    "0x10",
    "NaN",
    "Infinity",
    "1.",
    ".5",
    "+5",
  ])("%j is no decimal, so that no price is guessed", (value) => {
    expect(accepts({ value })).toBe(false);
  });

  test.each([NaN, Infinity, -Infinity])("%d is no decimal and no id", (number) => {
    expect(accepts({ value: number })).toBe(false);
    expect(accepts({ transaction_id: number })).toBe(false);
    expect(accepts({ params: { score: number } })).toBe(false);
    expect(accepts({ at: number })).toBe(false);
    expect(accepts({ n: number })).toBe(false);
    expect(acceptsItem({ price: number })).toBe(false);
  });

  test("a decimal as text has twelve digits before and six after the point at most", () => {
    expect(accepts({ value: `${"9".repeat(11)}.${"1".repeat(5)}` })).toBe(true);
    expect(accepts({ value: `${"9".repeat(12)}.${"1".repeat(6)}` })).toBe(true);
    expect(accepts({ value: "9".repeat(13) })).toBe(false);
    expect(accepts({ value: `1.${"1".repeat(7)}` })).toBe(false);
  });
});

describe("what an event does not know", () => {
  test("is ignored at every depth", () => {
    const event = Event.parse({
      id: "e1",
      type: "view_item",
      surprise: 1,
      page: { url: "https://shop.example/", surprise: 1 },
      items: [{ item_id: "sku-1", surprise: { deep: 1 } }],
    });
    expect(event).toEqual({
      id: "e1",
      type: "view_item",
      page: { url: "https://shop.example/" },
      items: [{ item_id: "sku-1" }],
    });
  });

  test("cannot reach a prototype", () => {
    const polluted = JSON.parse(
      `{"id":"e1","type":"view_item","__proto__":{"bad":1},"constructor":{"prototype":{"bad":1}},
        "page":{"url":"https://shop.example/","__proto__":{"bad":1}},
        "items":[{"item_id":"sku-1","__proto__":{"bad":1}}]}`,
    ) as unknown;
    const event = Event.parse(polluted);
    expect(JSON.stringify(event)).not.toContain("bad");
    expect(
      [event, event.page, event.items?.[0]].map((part) => Object.getPrototypeOf(part) as unknown),
    ).toEqual([Object.prototype, Object.prototype, Object.prototype]);
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });

  test("a parameter named __proto__ neither is kept nor changes another", () => {
    const raw = JSON.parse(`{"id":"e1","type":"x","params":{"plan":"pro","__proto__":{"bad":1}}}`) as unknown;
    const result = Event.safeParse(raw);
    const params: object = result.success ? (result.data.params ?? {}) : {};
    expect(Object.hasOwn(params, "__proto__")).toBe(false);
    expect("bad" in params).toBe(false);
  });
});

const cut = (field: "url" | "referrer" | "title", value: string) =>
  Event.parse({ id: "e1", type: "page_view", page: { url: "u", [field]: value } }).page?.[field];

describe("what the page has", () => {
  test.each([
    ["url", URL_MAX_LENGTH],
    ["referrer", URL_MAX_LENGTH],
    ["title", TEXT_MAX_LENGTH],
  ] as const)("keeps its %s up to the limit and is cut above", (field, limit) => {
    for (const length of [limit - 1, limit]) expect(cut(field, "x".repeat(length))).toBe("x".repeat(length));
    expect(cut(field, "x".repeat(limit + 1))).toBe("x".repeat(limit));
  });

  test("is cut without leaving half a character", () => {
    expect(cut("title", `${"x".repeat(TEXT_MAX_LENGTH - 1)}\u{1F97E}`)?.isWellFormed()).toBe(true);
  });

  test("is refused with half a character of its own", () => {
    expect(accepts({ page: { url: "u", title: "\uD83E" } })).toBe(false);
  });
});

describe("the limits of an event", () => {
  const sized: [string, number, (length: number) => boolean][] = [
    ["the id", EVENT_ID_MAX_LENGTH, (length) => accepts({ id: "e".repeat(length) })],
    ["the type", EVENT_TYPE_MAX_LENGTH, (length) => accepts({}, "t".repeat(length))],
    ["a label", ITEM_TEXT_MAX_LENGTH, (length) => accepts({ search_term: "s".repeat(length) })],
    ["an item's text", ITEM_TEXT_MAX_LENGTH, (length) => acceptsItem({ item_name: "n".repeat(length) })],
    ["a parameter's text", TEXT_MAX_LENGTH, (length) => accepts({ params: { plan: "p".repeat(length) } })],
    [
      "a parameter's name",
      PARAM_NAME_MAX_LENGTH,
      (length) => accepts({ params: { ["n".repeat(length)]: 1 } }),
    ],
    [
      "the number of parameters",
      EVENT_PARAMS_MAX,
      (length) => accepts({ params: Object.fromEntries(Array.from({ length }, (_, i) => [`p${i}`, i])) }),
    ],
    [
      "the number of items",
      EVENT_ITEMS_MAX,
      (length) => accepts({ items: Array.from({ length }, (_, i) => ({ item_id: `sku-${i}` })) }),
    ],
    // Twice the limit of a clean address: it is cleaned of white space and invisible characters first.
    ["a typed e-mail", EMAIL_MAX_LENGTH * 2, (length) => accepts({ email: "e".repeat(length) })],
    ["a typed phone", PHONE_MAX_LENGTH * 2, (length) => accepts({ phone: "5".repeat(length) })],
  ];

  test.each(sized)("%s is accepted below and at %d and refused above", (_, limit, isAccepted) => {
    expect([limit - 1, limit, limit + 1].map(isAccepted)).toEqual([true, true, false]);
  });

  test.each([
    [-1, false],
    [0, true],
    [9_999_999_999_999, true],
    [10_000_000_000_000, false],
    [1.5, false],
    ["1767225600000", false],
  ])("the time %j is accepted: %s", (at, expected) => {
    expect(accepts({ at })).toBe(expected);
  });

  test.each([
    [-1, false],
    [0, true],
    [1_000_000_000, true],
    [1_000_000_001, false],
    [0.5, false],
  ])("the counter %j is accepted: %s", (n, expected) => {
    expect(accepts({ n })).toBe(expected);
  });
});

describe("text that would not survive storing", () => {
  const places: [string, (text: string) => boolean][] = [
    ["url", (text) => accepts({ page: { url: text } })],
    ["referrer", (text) => accepts({ page: { url: "u", referrer: text } })],
    ["title", (text) => accepts({ page: { url: "u", title: text } })],
    ["label", (text) => accepts({ search_term: text })],
    ["item", (text) => acceptsItem({ item_name: text })],
    ["parameter", (text) => accepts({ params: { plan: text } })],
    ["e-mail", (text) => accepts({ email: text }, "identify")],
    ["phone", (text) => accepts({ phone: text }, "identify")],
    ["id", (text) => accepts({ id: text })],
    ["type", (text) => accepts({}, text)],
  ];

  test.each(places)("is refused as %s", (_, isAccepted) => {
    expect([LONE_SURROGATE, NUL].map(isAccepted)).toEqual([false, false]);
  });

  test("is not confused with whole emoji, which are accepted", () => {
    expect(accepts({ page: { url: "u", title: "👢 boots" } })).toBe(true);
  });
});

test.each(["", "a b", "a\n", "é", "a\tb"])("the id %j is refused: ids are printable ASCII", (id) => {
  expect(accepts({ id })).toBe(false);
});

test.each(["", "1st", "_x", "add-to-cart", "page view", "page_view\n", "*"])(
  "the type %j is refused",
  (type) => {
    expect(accepts({}, type)).toBe(false);
  },
);

test.each([
  ["EUR", true],
  ["eur", false],
  ["EURO", false],
  ["€", false],
])("the currency %j is accepted: %s", (currency, expected) => {
  expect(accepts({ currency })).toBe(expected);
});

test("an item needs an id or a name", () => {
  expect(Item.safeParse({ item_id: "sku-1" }).success).toBe(true);
  expect(Item.safeParse({ item_name: "Boot" }).success).toBe(true);
  expect(Item.safeParse({ price: 5 }).success).toBe(false);
});

test("identify needs an e-mail or a phone, and no other event does", () => {
  expect(accepts({}, "identify")).toBe(false);
  expect(accepts({ email: "ada@example.com" }, "identify")).toBe(true);
  expect(accepts({ phone: "+441632960001" }, "identify")).toBe(true);
  expect(accepts({}, "sign_up")).toBe(true);
});
