import type { EventInput } from "../../schemas/event.ts";
import { createRandom, pick } from "./random.ts";

/** The shop whose visitors the benchmark plays. */
export const SHOP_ORIGIN = "https://shop.example";
export const CURRENCY = "EUR";
export const CATEGORIES = ["boots", "shells", "tents", "packs", "fleeces", "lamps", "bottles", "sale"];

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

/** What one event says beside its id and time, as the snippet says it. */
export const createShop = (seed: number): (() => Omit<EventInput, "id" | "at">) => {
  const random = createRandom(seed);
  return () => {
    const type = pick(TYPES, random);
    const item = pick(products, random);
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
