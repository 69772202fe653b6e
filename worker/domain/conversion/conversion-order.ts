import { type BrowserFacts, NO_BROWSER } from "./browser-facts.ts";
import type { ConversionUse } from "./conversion-gate.ts";

/** One event that one destination is to be told of: it names both and holds no address, so that it is written as it leaves. */
export interface ConversionOrder {
  /** Of the event and the destination: the same event is ordered once. */
  readonly id: string;
  readonly profile: string;
  /** The profile that the event came to first. */
  readonly origin: string;
  readonly event: string;
  readonly destination: string;
  readonly use: ConversionUse;
  readonly browser: BrowserFacts;
}

export const CONVERSION_ORDERED = "conversion.ordered";

/** An order as it waits in the outbox. */
export const conversionBody = (order: ConversionOrder): string =>
  JSON.stringify({ type: CONVERSION_ORDERED, data: order });

/** The order in a body of the outbox; null for one that holds something else. */
export const conversionIn = (body: string): ConversionOrder | null => {
  const { type, data } = JSON.parse(body) as { readonly type: string; readonly data: ConversionOrder };
  return type === CONVERSION_ORDERED ? data : null;
};

/** An order that was given up is kept for weeks; what the browser told is not. */
export const withoutBrowser = (body: string): string => {
  const order = conversionIn(body);
  return order === null ? body : conversionBody({ ...order, browser: NO_BROWSER });
};
