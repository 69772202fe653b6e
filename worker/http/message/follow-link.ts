import { shardOfProfile } from "../../configuration/objects.ts";
import { signLink } from "../../crypto/link-token.ts";
import { CART_PARAMETER, type MessageLink } from "../../domain/outreach/message-ref.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { isOurs } from "../shards/our-profile.ts";
import { visitorOf } from "../sender/visitor-cookie.ts";
import { isMachineClick } from "./machine-request.ts";
import { openLink, tellHit, unknownLink } from "./open-link.ts";

type Clickable = Extract<MessageLink, { kind: "click" | "recovery" }>;

/** The address with one more parameter, before its fragment. */
const withParameter = (url: string, name: string, value: string): string => {
  const [, page = "", fragment = ""] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  return `${page}${page.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}${fragment}`;
};

/** Where a link leads. One that brings a cart back hands the page a token that reads this cart and does nothing else. */
const targetOf = (link: Clickable, { secrets, now }: SiteContext): string => {
  if (link.kind === "click" || link.expiresAt <= now) return link.url;
  const { ref, cart, expiresAt } = link;
  const token = signLink(secrets.link, { kind: "cart", contact: ref.contact, cart, expiresAt });
  return withParameter(link.url, CART_PARAMETER, token);
};

/** Who gets to a link in a message reads the contact's mail: the browser's history moves in, if it is nobody's yet. */
const vouch = async (c: HttpContext, site: SiteContext, contact: string): Promise<void> => {
  const { snapshot, secrets } = site;
  const visitor = visitorOf(c.req.raw, snapshot.id, secrets);
  if (visitor === null || !isOurs(visitor, snapshot, "visitor")) return;
  try {
    await shardOfProfile(c.env, snapshot.id, visitor).vouch(visitor, contact, snapshot.version);
  } catch {
    // The link leads on nevertheless; the next one vouches, too.
  }
};

/** `GET /h/{site}/l/{token}`: on to where the message says. Machines are led there, too, and mean nothing. */
export const followLink = async (c: HttpContext): Promise<Response> => {
  const { site, link } = await openLink(c);
  if (link?.kind !== "click" && link?.kind !== "recovery") return unknownLink(c, site);
  const { ref, url } = link;
  const isMachine = isMachineClick(c.req.raw);
  const hit = { ref, kind: "click", url, at: site.now, isMachine } as const;
  await Promise.all([tellHit(c, site, hit), isMachine ? null : vouch(c, site, ref.contact)]);
  return new Response(null, {
    status: 302,
    headers: {
      location: targetOf(link, site),
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex",
    },
  });
};
