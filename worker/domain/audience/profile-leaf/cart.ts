import type { Item } from "../../../../schemas/event.ts";
import type { StoredEvent } from "../../profile-state.ts";
import { toMicros } from "../event-leaf/amount.ts";

const CART_EVENTS: ReadonlySet<string> = new Set([
  "add_to_cart",
  "remove_from_cart",
  "view_cart",
  "begin_checkout",
  "purchase",
]);

export const isCartEvent = (type: string): boolean => CART_EVENTS.has(type);

/** Whether the cart is known after an event, whatever it was before. */
export const showsWholeCart = ({ type, fields }: StoredEvent): boolean =>
  type === "purchase" ||
  ((type === "view_cart" || type === "begin_checkout") &&
    (fields.value !== undefined || (fields.items?.length ?? 0) > 0));

const quantityOf = ({ quantity = 1 }: Item): number => Math.max(0, quantity);

const piecesOf = ({ fields }: StoredEvent): number =>
  fields.items?.reduce((sum, item) => sum + quantityOf(item), 0) ?? 0;

/** In millionths. */
const amountOf = ({ fields }: StoredEvent): number =>
  fields.value !== undefined
    ? toMicros(fields.value)
    : (fields.items?.reduce((sum, item) => sum + toMicros((item.price ?? 0) * quantityOf(item)), 0) ?? 0);

/** What is in the cart of one profile, as far as its events tell. */
export class Cart {
  pieces = 0;
  /** In millionths of the currency's unit. */
  value = 0;

  add(event: StoredEvent): void {
    switch (event.type) {
      case "add_to_cart":
        this.#set(this.pieces + Math.max(1, piecesOf(event)), this.value + amountOf(event));
        break;
      case "remove_from_cart":
        this.#set(this.pieces - Math.max(1, piecesOf(event)), this.value - amountOf(event));
        break;
      case "view_cart":
      case "begin_checkout":
        this.#show(event);
        break;
      case "purchase":
        this.#set(0, 0);
        break;
      default:
        break;
    }
  }

  #show(event: StoredEvent): void {
    const amount = amountOf(event);
    if (showsWholeCart(event)) this.#set(Math.max(piecesOf(event), amount > 0 ? 1 : 0), amount);
    else if (event.type === "begin_checkout") this.#set(Math.max(1, this.pieces), this.value);
  }

  #set(pieces: number, value: number): void {
    this.pieces = Math.max(0, pieces);
    this.value = this.pieces === 0 ? 0 : Math.max(0, value);
  }
}
