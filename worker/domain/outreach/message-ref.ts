import type { Medium } from "../../../schemas/channel-medium.ts";

/** Which message it is, to whom, and what it belongs to: what every hit and every result is attributed by. */
export interface MessageRef {
  /** `<instance id>-<step path>`: also the message's idempotency key and its exposure's id in the ledger. */
  readonly message: string;
  readonly contact: string;
  /** Id of the journey. */
  readonly journey: string;
  /** Id of the step, or its path where it has none. */
  readonly step: string;
  readonly medium: Medium;
}

/** Where a link of a message leads. All is inside the link: nothing is stored for it, and none leads elsewhere. */
export type MessageLink =
  | { readonly kind: "click"; readonly ref: MessageRef; readonly url: string }
  | { readonly kind: "open"; readonly ref: MessageRef }
  /** Unsubscribing and preferences; `topic` is what the message is about. */
  | { readonly kind: "preferences"; readonly ref: MessageRef; readonly topic: string | null }
  /** A click that also brings the cart back. `cart` is its `cart_id`, null for a cart without. */
  | {
      readonly kind: "recovery";
      readonly ref: MessageRef;
      readonly url: string;
      readonly cart: string | null;
      readonly expiresAt: number;
    }
  /** What the page gets of a recovery: it reads one cart, and vouches for nobody. */
  | {
      readonly kind: "cart";
      readonly contact: string;
      readonly cart: string | null;
      readonly expiresAt: number;
    };

/** The query parameter by which a page of the shop gets the token of a cart. */
export const CART_PARAMETER = "halley_cart";
