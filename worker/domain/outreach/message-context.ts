import { LAST_VIEWED_MAX } from "../../../schemas/limits-outreach.ts";
import type { Item } from "../../../schemas/event.ts";
import { withoutCampaign } from "../consent/click-ids.ts";
import type { Profile } from "../profile/profile.ts";
import type { StoredEvent } from "../profile-state.ts";
import { type CartContents, cartContents, type CartItem, cartItemOf } from "./cart-contents.ts";

/** The shop, as templates see it. */
export interface MessageSite {
  readonly name: string;
  /** The first of its origins. */
  readonly url: string;
  readonly postal_address: string;
}

/** The journey that a message belongs to. `key` is the value of the journey's key. */
export interface MessageJourney {
  readonly id: string;
  readonly name: string;
  readonly key: string | null;
  /** The `cart_id` that the key stands for; null where the key is none. */
  readonly cart: string | null;
}

/** Addresses that only the sender can make. */
export interface ContextLinks {
  readonly unsubscribe: string;
  /** Confirms the contact's address; only the message that asks for it has one. */
  readonly confirm?: string | undefined;
  readonly recovery: (target: string, cart: string | null) => string;
}

/** What a template may name. */
export interface MessageContext {
  /** What the contact told about itself, under the names as given, and its id. */
  readonly contact: Readonly<Record<string, string | number | boolean>>;
  readonly cart: {
    readonly items: readonly CartItem[];
    readonly value: number;
    readonly currency: string | null;
    readonly id: string | null;
    readonly recovery_url: string;
  };
  /** Newest first; neither in the cart nor bought. */
  readonly last_viewed: readonly CartItem[];
  /** The last purchase; null before the first. `at` is epoch seconds, as Liquid's `date` takes them. */
  readonly order: {
    readonly id: string | null;
    readonly value: number | null;
    readonly currency: string | null;
    readonly items: readonly CartItem[];
    readonly at: number;
  } | null;
  readonly site: MessageSite;
  readonly journey: Pick<MessageJourney, "name" | "key">;
  readonly unsubscribe_url: string;
  readonly preferences_url: string;
  /** Null but in the message that asks to confirm the address. */
  readonly confirm_url: string | null;
}

/** What a context is made of, as the profile tells it: without anything that has to be signed. */
export type ProfileContext = Pick<MessageContext, "contact" | "last_viewed" | "order"> & {
  readonly cart: Omit<MessageContext["cart"], "recovery_url">;
  /** The page where the cart was shown last; null where it never was. */
  readonly cartPage: string | null;
};

const nameOf = ({ id, name }: CartItem): string => JSON.stringify([id ?? name, id === null]);
const itemsOf = ({ fields }: StoredEvent): readonly Item[] => fields.items ?? [];

/** The picture that each item came with last. */
const picturesOf = (log: readonly StoredEvent[]): Map<string, string> =>
  new Map(
    log
      .flatMap(itemsOf)
      .map(cartItemOf)
      .flatMap((item) => (item.image_url === null ? [] : [[nameOf(item), item.image_url] as const])),
  );

/** The page of each item, as it was named or looked at last: an item's page shows that item first. */
const pagesOf = (log: readonly StoredEvent[]): Map<string, string> => {
  const views = log.filter(({ type }) => type === "view_item");
  return new Map(
    views.flatMap((view) => {
      const [item] = itemsOf(view);
      const page = view.fields.page?.url;
      const url = item?.url ?? (page === undefined ? undefined : withoutCampaign(page));
      return item === undefined || url === undefined ? [] : [[nameOf(cartItemOf(item)), url] as const];
    }),
  );
};

const lastViewed = (
  log: readonly StoredEvent[],
  cart: CartContents | null,
  shown: (item: CartItem) => CartItem,
): CartItem[] => {
  const bought = log
    .filter(({ type }) => type === "purchase")
    .flatMap(itemsOf)
    .map(cartItemOf);
  const gone = new Set([...(cart?.items ?? []), ...bought].map(nameOf));
  const viewed = log
    .filter(({ type }) => type === "view_item")
    .toReversed()
    .flatMap(itemsOf)
    .map(cartItemOf);
  const distinct = new Map(viewed.toReversed().map((item) => [nameOf(item), item]));
  const order = [...new Set(viewed.map(nameOf))].filter((name) => !gone.has(name)).slice(0, LAST_VIEWED_MAX);
  return order.flatMap((name) => {
    const item = distinct.get(name);
    return item === undefined ? [] : [shown(item)];
  });
};

const orderOf = (
  log: readonly StoredEvent[],
  shown: (item: CartItem) => CartItem,
): MessageContext["order"] => {
  const purchase = log.findLast(({ type }) => type === "purchase");
  if (purchase === undefined) return null;
  const { transaction_id, value, currency } = purchase.fields;
  return {
    id: transaction_id ?? null,
    value: value ?? null,
    currency: currency ?? null,
    items: itemsOf(purchase).map(cartItemOf).map(shown),
    at: Math.floor(purchase.at / 1_000),
  };
};

/** What a profile brings to its messages. `asked` is the `cart_id` of the message; null for the newest cart. */
export const profileContext = ({ id, history }: Profile, asked: string | null): ProfileContext => {
  const { log, outreach } = history;
  const cart = cartContents(log, asked);
  const pages = pagesOf(log);
  const pictures = picturesOf(log);
  const shown = (item: CartItem): CartItem => ({
    ...item,
    url: item.url ?? pages.get(nameOf(item)) ?? null,
    image_url: item.image_url ?? pictures.get(nameOf(item)) ?? null,
  });
  const attributes = Object.entries(outreach.attributes).map(([name, { value }]) => [name, value] as const);
  const shownCart = log.findLast(
    ({ type, fields }) =>
      type === "view_cart" && (cart === null || fields.cart_id === undefined || fields.cart_id === cart.id),
  );
  return {
    contact: { ...Object.fromEntries(attributes), id },
    cart: {
      items: cart?.items.map(shown) ?? [],
      value: cart?.value ?? 0,
      currency: cart?.currency ?? null,
      id: cart?.id ?? asked,
    },
    cartPage: shownCart?.fields.page?.url ?? null,
    last_viewed: lastViewed(log, cart, shown),
    order: orderOf(log, shown),
  };
};

/** A page of the shop without what came with one visit; the shop's first page where it is none of its pages. */
const recoveryTarget = (page: string | null, origins: readonly string[], { url }: MessageSite): string => {
  const origin = origins.find((own) => page !== null && (page === own || page.startsWith(`${own}/`)));
  return origin === undefined || page === null ? `${url}/` : page.replace(/[?#].*$/, "");
};

/** All that a message's templates may name. `origins` are the site's. */
export const messageContext = (
  { cartPage, ...profile }: ProfileContext,
  site: MessageSite,
  origins: readonly string[],
  { name, key }: MessageJourney,
  links: ContextLinks,
): MessageContext => ({
  ...profile,
  cart: {
    ...profile.cart,
    recovery_url: links.recovery(recoveryTarget(cartPage, origins, site), profile.cart.id),
  },
  site,
  journey: { name, key },
  unsubscribe_url: links.unsubscribe,
  preferences_url: links.unsubscribe,
  confirm_url: links.confirm ?? null,
});
