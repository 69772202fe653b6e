import type { SnippetVerbs } from "../../schemas/snippet-settings.ts";
import { loadFile } from "../load-file.ts";
import type { CartFile } from "./recover-cart.ts";

/** Served name of what reads a left cart with the hash of its content; the build fills it in. */
declare const $CART: string;

/** Loads what reads a left cart on the page that a message's link leads to, and on no other. */
export const watchCart = (verbs: SnippetVerbs): void => {
  verbs.cart = (take) => {
    if (/halley_cart=/.test(location.search)) loadFile($CART, (file: CartFile) => file.default(take));
  };
};
