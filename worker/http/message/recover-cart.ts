import type { CartItem } from "../../domain/outreach/cart-contents.ts";
import { answerError } from "../answer-error.ts";
import { corsHeaders, requireOrigin } from "../browser/origin.ts";
import type { HttpContext } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { findFollowing } from "../server/profiles/follow-profile.ts";
import { type Followed, openLink } from "./open-link.ts";

/** In GA4's words, as the shop wrote them into its events. */
const itemOf = ({ id, name, variant, quantity, price }: CartItem) => ({
  ...(id === null ? {} : { item_id: id }),
  ...(name === null ? {} : { item_name: name }),
  ...(variant === null ? {} : { item_variant: variant }),
  quantity,
  ...(price === null ? {} : { price }),
});

const answerCart = async (c: HttpContext, { site, link }: Followed): Promise<Response> => {
  if (link?.kind !== "cart" || link.expiresAt <= site.now) throw new Refusal("cart_unknown");
  const found = await findFollowing(c, site, link.contact, (shard, id) => shard.cart(id, link.cart));
  const cart = found?.value ?? null;
  if (cart === null) throw new Refusal("cart_unknown");
  const { id, items, value, currency } = cart;
  return Response.json({ items: items.map(itemOf), currency, value, cart_id: id });
};

/**
 * `GET /h/{site}/r/{token}`: what lies in the cart that a message spoke of, for the page to fill it again. It is all that
 * a browser can read of a contact, and only with this token. Requests to the page's own origin name none.
 */
export const recoverCart = async (c: HttpContext): Promise<Response> => {
  const followed = await openLink(c);
  const { raw } = c.req;
  const origin = raw.headers.get("origin") === null ? null : requireOrigin(raw, followed.site.snapshot);
  const response = await answerCart(c, followed).catch(answerError);
  response.headers.set("cache-control", "no-store");
  const headers = origin === null ? {} : corsHeaders(origin);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
};
