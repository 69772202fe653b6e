import type { RecoveredCart, TakeCart } from "../../schemas/snippet-settings.ts";

export interface CartFile {
  default: (take: TakeCart) => Promise<void>;
}

/** Offline, or the server was. */
const WAITS_MS = [0, 500, 2_000, 8_000];

/** With what stands before and behind it, of which one goes too. */
const TOKEN = /([?&])halley_cart=([^&#]*)(&?)/;

/** Takes the token out of the address, so that it is neither copied nor sent on; the page keeps its state. */
const takeToken = (): string | undefined => {
  const { href } = location;
  const [, , token] = TOKEN.exec(href) ?? [];
  if (token) {
    const rest = href.replace(TOKEN, (_, before: string, __, behind: string) => behind && before);
    history.replaceState(history.state, "", rest);
  }
  return token;
};

/**
 * Asks the server, whose route is a neighbour of this file; null where there is no such cart any more. Anybody can write an
 * address: what is no sign of a token would lead to other routes of the page's origin.
 */
const read = async (token: string): Promise<RecoveredCart | null> => {
  const route = `r/${token.replace(/[^~\w.%-]/g, "")}`;
  for (const wait of WAITS_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      const answer = await fetch(new URL(route, import.meta.url));
      if (answer.ok) return (await answer.json()) as RecoveredCart;
      if (answer.status < 500) break;
    } catch {
      // The next try may get through.
    }
  }
  return null;
};

/** Hands the page what lies in the cart that a message spoke of, once; nothing where it was bought or is too old. */
const recoverCart: CartFile["default"] = async (take) => {
  const token = takeToken();
  const cart = token && (await read(token));
  if (cart) take(cart);
};
export default recoverCart;
