import type { EventFields, StoredEvent } from "../../../../../worker/domain/profile-state.ts";
import { inMicros } from "../micros.ts";

interface Cart {
  readonly pieces: number;
  readonly micros: bigint;
}

const EMPTY: Cart = { pieces: 0, micros: 0n };

const quantityOf = ({ quantity = 1 }: { readonly quantity?: number | undefined }): number =>
  Math.max(0, quantity);

const piecesOf = ({ items = [] }: EventFields): number =>
  items.reduce((pieces, item) => pieces + quantityOf(item), 0);

const amountOf = ({ value, items = [] }: EventFields): bigint =>
  value === undefined
    ? items.reduce((sum, item) => sum + inMicros((item.price ?? 0) * quantityOf(item)), 0n)
    : inMicros(value);

/** The cart as `view_cart` and `begin_checkout` show it; an empty list of items shows nothing. */
const shown = (cart: Cart, type: string, fields: EventFields): Cart => {
  if (fields.value === undefined && (fields.items ?? []).length === 0)
    return type === "begin_checkout" ? { ...cart, pieces: Math.max(1, cart.pieces) } : cart;
  const micros = amountOf(fields);
  return { pieces: Math.max(piecesOf(fields), micros > 0n ? 1 : 0), micros };
};

const after = (cart: Cart, { type, fields }: StoredEvent): Cart => {
  const pieces = Math.max(1, piecesOf(fields));
  switch (type) {
    case "add_to_cart":
      return { pieces: cart.pieces + pieces, micros: cart.micros + amountOf(fields) };
    case "remove_from_cart":
      return { pieces: cart.pieces - pieces, micros: cart.micros - amountOf(fields) };
    case "view_cart":
    case "begin_checkout":
      return shown(cart, type, fields);
    case "purchase":
      return EMPTY;
    default:
      return cart;
  }
};

/** Neither is ever below 0, and without pieces there is no value. */
const bounded = ({ pieces, micros }: Cart): Cart =>
  pieces <= 0 ? EMPTY : { pieces, micros: micros < 0n ? 0n : micros };

/** What lies in the cart after the events. */
export const cartAfter = (known: readonly StoredEvent[]): Cart =>
  known.reduce((cart, event) => bounded(after(cart, event)), EMPTY);

/** In whole units of the currency. */
export const cartValue = (known: readonly StoredEvent[]): number => Number(cartAfter(known).micros) / 1e6;
