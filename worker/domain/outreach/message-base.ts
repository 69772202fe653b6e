import type { SiteSnapshot } from "../site-snapshot.ts";
import type { MessageSite } from "./message-context.ts";

type Site = Pick<SiteSnapshot, "id" | "configuration">;

/** Below it lie the links of a site's messages: `https://shop.example/h/shop`. Empty for a site without an origin. */
export const messageBase = ({ id, configuration: { messaging, origins } }: Site): string => {
  const origin = messaging.base_url ?? origins[0];
  return origin === undefined ? "" : `${origin}/h/${id}`;
};

/** The shop, as templates see it. */
export const messageSite = ({ configuration: { name, origins, messaging } }: Site): MessageSite => ({
  name,
  url: origins[0] ?? messaging.base_url ?? "",
  postal_address: messaging.postal_address,
});
