import type { StoredEvent } from "../profile-state.ts";

export interface Amount {
  /** Decimal, with as many digits as the currency has. */
  readonly value: number;
  readonly currency: string;
}

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** A sum of money without what binary fractions add to it: 24.990000000000002 is 24.99. */
export const rounded = (value: number, currency: string): number => Number(value.toFixed(digitsOf(currency)));

/** What an order is worth: as stated, else the sum of its items. Null where neither is told. */
export const amountOf = ({ fields }: StoredEvent, siteCurrency: string): Amount | null => {
  const currency = fields.currency ?? siteCurrency;
  if (fields.value !== undefined) return { value: rounded(fields.value, currency), currency };
  const prices = (fields.items ?? []).flatMap(({ price, quantity = 1 }) =>
    price === undefined ? [] : [price * quantity],
  );
  if (prices.length === 0) return null;
  return {
    value: rounded(
      prices.reduce((sum, price) => sum + price, 0),
      currency,
    ),
    currency,
  };
};
