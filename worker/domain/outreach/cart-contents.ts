import type { Item } from "../../../schemas/event.ts";
import { fromMicros } from "../audience/event-leaf/amount.ts";
import { Cart, isCartEvent, showsWholeCart } from "../audience/profile-leaf/cart.ts";
import type { StoredEvent } from "../profile-state.ts";

/** One line of a cart. */
export interface CartItem {
  readonly id: string | null;
  readonly name: string | null;
  readonly variant: string | null;
  /** 1 where the shop does not say. */
  readonly quantity: number;
  /** Of one piece, decimal; null where the shop does not say. */
  readonly price: number | null;
  /** Of its page; null where the shop does not say. */
  readonly url: string | null;
  /** Of its picture; null where the shop does not say. */
  readonly image_url: string | null;
}

/** What lies in a cart, as far as events tell. */
export interface CartContents {
  /** `cart_id`; null where the shop names none. */
  readonly id: string | null;
  readonly items: readonly CartItem[];
  /** Decimal, in `currency`. */
  readonly value: number;
  /** ISO 4217; null where no event named one. */
  readonly currency: string | null;
  /** Of its newest event. */
  readonly changedAt: number;
}

export const cartItemOf = (item: Item): CartItem => ({
  id: item.item_id ?? null,
  name: item.item_name ?? null,
  variant: item.item_variant ?? null,
  quantity: Math.max(0, item.quantity ?? 1),
  price: item.price ?? null,
  url: item.url ?? null,
  image_url: item.image_url ?? null,
});

/** Two items are one line where the shop calls them the same, in the same variant. */
const lineOf = ({ id, name, variant }: CartItem): string =>
  JSON.stringify([id ?? name, id === null, variant]);

type Lines = ReadonlyMap<string, CartItem>;

const withItems = (lines: Lines, items: readonly Item[], sign: 1 | -1): Lines => {
  const next = new Map(lines);
  for (const arrived of items.map(cartItemOf)) {
    const line = lineOf(arrived);
    const known = next.get(line);
    const quantity = (known?.quantity ?? 0) + sign * arrived.quantity;
    if (quantity <= 0) next.delete(line);
    else
      next.set(line, {
        ...arrived,
        name: arrived.name ?? known?.name ?? null,
        price: arrived.price ?? known?.price ?? null,
        url: arrived.url ?? known?.url ?? null,
        image_url: arrived.image_url ?? known?.image_url ?? null,
        quantity,
      });
  }
  return next;
};

/** What is there after an event. One that tells a value and no items leaves the lines as they were. */
const linesAfter = (lines: Lines, event: StoredEvent): Lines => {
  const items = event.fields.items ?? [];
  if (event.type === "purchase") return new Map();
  if (event.type === "add_to_cart") return withItems(lines, items, 1);
  if (event.type === "remove_from_cart") return withItems(lines, items, -1);
  return showsWholeCart(event) && items.length > 0 ? withItems(new Map(), items, 1) : lines;
};

/** Events of one cart. What names no cart speaks of the only one there is. */
const eventsOf = (log: readonly StoredEvent[], cart: string | null): StoredEvent[] =>
  log.filter(
    ({ type, fields }) => isCartEvent(type) && (fields.cart_id === undefined || fields.cart_id === cart),
  );

/** The `cart_id` that was named last; null where none was. */
const newestCart = (log: readonly StoredEvent[]): string | null =>
  log.findLast(({ type, fields }) => isCartEvent(type) && fields.cart_id !== undefined)?.fields.cart_id ??
  null;

/**
 * The cart with an id, or the one that was spoken of last, with GA4's meaning of its events. Null where nothing is in it.
 * `log` is in time order.
 */
export const cartContents = (log: readonly StoredEvent[], asked: string | null): CartContents | null => {
  const id = asked ?? newestCart(log);
  const cart = new Cart();
  let lines: Lines = new Map();
  let currency: string | null = null;
  let changedAt = 0;
  for (const event of eventsOf(log, id)) {
    cart.add(event);
    lines = cart.pieces === 0 ? new Map() : linesAfter(lines, event);
    currency = event.fields.currency ?? currency;
    changedAt = event.at;
  }
  if (cart.pieces === 0) return null;
  return { id, items: [...lines.values()], value: fromMicros(cart.value), currency, changedAt };
};
