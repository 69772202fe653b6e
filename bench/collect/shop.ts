import type { EventInput } from "../../schemas/event.ts";
import { createRandom, pick } from "./random.ts";

/** The shop whose visitors the benchmark plays. */
export const SHOP_ORIGIN = "https://shop.example";
export const CURRENCY = "EUR";
export const CATEGORIES = [
  "boots",
  "shells",
  "tents",
  "packs",
  "fleeces",
  "lamps",
  "bottles",
  "sale",
] as const;

type Item = NonNullable<EventInput["items"]>[number] & {
  item_id: string;
  item_category: string;
  price: number;
};

const PRODUCTS = 200;

const products: readonly Item[] = Array.from({ length: PRODUCTS }, (_, index) => ({
  item_id: `SKU-${1_000 + index}`,
  item_name: `Article number ${1_000 + index}`,
  item_brand: `Maker ${index % 12}`,
  item_category: CATEGORIES[index % CATEGORIES.length] ?? "sale",
  price: 5 + ((index * 37) % 200),
}));

const byCategory = Map.groupBy(products, ({ item_category }) => item_category);
const productsOf = (category: Category): readonly Item[] => byCategory.get(category) ?? products;

/** Of a hundred events as many are of each type: about the shares of the REES46 recording, with page views beside. */
const MIX = { page_view: 52, view_item: 45, add_to_cart: 2, purchase: 1 } as const;
type ShopEventType = keyof typeof MIX;

const TYPES = Object.entries(MIX).flatMap(([type, share]) =>
  Array<ShopEventType>(share).fill(type as ShopEventType),
);

const LANDINGS = [
  "",
  "",
  "",
  "",
  "?utm_source=newsletter&utm_medium=email&utm_campaign=autumn",
  "?gclid=EAIaIQobChMI",
];

/**
 * Share of a visitor's events that are about one category; the others are about any. In a visit with ten views and more 1.5
 * categories are then looked at twice, as in the REES46 recording.
 */
export const LOYALTY = 0.7;

type Category = (typeof CATEGORIES)[number];

/** Which letter of a visitor's id says what category the visitor comes for. */
export const FAVOURITE_LETTER = 10;
export const favouriteBy = (letter: number): Category =>
  CATEGORIES[letter % CATEGORIES.length] ?? CATEGORIES[0];

/** What one event of a visitor with a favourite category says beside its id and time, as the snippet says it. */
export const createShop = (seed: number): ((favourite: Category) => Omit<EventInput, "id" | "at">) => {
  const random = createRandom(seed);
  return (favourite) => {
    const type = pick(TYPES, random);
    const item = pick(random() < LOYALTY ? productsOf(favourite) : products, random);
    const landing = type === "page_view" ? pick(LANDINGS, random) : "";
    const page = {
      url: `${SHOP_ORIGIN}/${item.item_category}/${item.item_id.toLowerCase()}${landing}`,
      referrer: `${SHOP_ORIGIN}/${item.item_category}`,
      ...(type === "page_view" ? { title: `${item.item_name} – Example Shop` } : {}),
    };
    if (type === "page_view") return { type, page };
    const quantity = type === "view_item" ? 1 : 1 + Math.floor(random() * 3);
    const money = { value: item.price * quantity, currency: CURRENCY, items: [{ ...item, quantity }] };
    const order = type === "purchase" ? { transaction_id: `T-${Math.floor(random() * 1e9)}` } : {};
    return { type, page, ...money, ...order };
  };
};
