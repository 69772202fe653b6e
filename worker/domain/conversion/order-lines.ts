import type { StoredEvent } from "../profile-state.ts";

/** One line of an order. */
export interface OrderLine {
  readonly id: string;
  readonly name: string | undefined;
  readonly quantity: number;
  /** For one piece, in the event's currency. */
  readonly price: number | undefined;
  readonly brand: string | undefined;
  readonly category: string | undefined;
}

export const orderLines = ({ fields }: StoredEvent): OrderLine[] =>
  (fields.items ?? []).map(({ item_id, item_name, quantity = 1, price, item_brand, item_category }) => ({
    id: item_id ?? item_name ?? "",
    name: item_name,
    quantity,
    price,
    brand: item_brand,
    category: item_category,
  }));
