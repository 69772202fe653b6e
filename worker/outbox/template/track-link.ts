import { URL_MAX_LENGTH } from "../../../schemas/limits.ts";
import type { Medium } from "../../../schemas/channel-medium.ts";

/** What the links of a message are made with. */
export interface LinkPorts {
  /** Below it lie the links that are the sender's already: `https://shop.example/h/shop`. */
  readonly base: string;
  /** Pages of the shop, whose visits are told apart by where they came from. */
  readonly origins: readonly string[];
  readonly journey: string;
  readonly medium: Medium;
  /** A signed link that leads to an address. */
  readonly click: (url: string) => string;
}

const isOfShop = (url: string, origins: readonly string[]): boolean =>
  origins.some(
    (origin) => url === origin || /^[/?#]/.test(url.startsWith(origin) ? url.slice(origin.length) : ""),
  );

/** Adds what is not there yet, before the fragment, and changes nothing of what is. */
export const withCampaign = (url: string, { origins, medium, journey }: LinkPorts): string => {
  if (!isOfShop(url, origins)) return url;
  const [, page = "", fragment = ""] = /^([^#]*)(#.*)?$/s.exec(url) ?? [];
  const stated = new URL(page).searchParams;
  const wanted = [
    ["utm_source", "halley"],
    ["utm_medium", medium],
    ["utm_campaign", journey],
  ].filter(([name = ""]) => !stated.has(name));
  const query = wanted.map((pair) => pair.join("=")).join("&");
  if (query === "") return url;
  const joint = page.includes("?") ? (/[?&]$/.test(page) ? "" : "&") : "?";
  return `${page}${joint}${query}${fragment}`;
};

/** An address as it can stand in a header: without the line breaks that browsers overlook, all else as UTF-8. */
export const plainAddress = (url: string): string =>
  url
    .trim()
    .replace(/[\t\n\r]/g, "")
    .replace(/[^\x21-\x7e]+/g, encodeURIComponent);

/** The link that is sent in place of another: null where it stays as it is. */
export const trackedLink = (href: string, ports: LinkPorts): string | null => {
  const url = plainAddress(href);
  if (url.length > URL_MAX_LENGTH) return null;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  if (url === ports.base || url.startsWith(`${ports.base}/`)) return null;
  return ports.click(withCampaign(url, ports));
};
