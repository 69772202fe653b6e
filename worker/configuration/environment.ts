import type { ObjectNamespaces } from "./objects.ts";

/** Bindings and variables of the Worker: `wrangler.toml` on Cloudflare, `scripts/serve.ts` on one machine. */
export interface Environment extends ObjectNamespaces {
  /** May do everything. */
  readonly ADMIN_KEY?: string;
  /** Root of every key the instance signs, hashes and seals with. */
  readonly HALLEY_SECRET?: string;
  /** `manual`: time moves by `POST /v1/clock` only. */
  readonly CLOCK?: string;
  /** `on` in development: messages may be kept to be looked at. */
  readonly INBOX?: string;
  /** Where country, subdivision and address come from: Cloudflare (`cf`), a trusted proxy's headers, or nowhere. */
  readonly REGION_SOURCE?: "cf" | "proxy" | "none";
  readonly COUNTRY_HEADER?: string;
  readonly SUBDIVISION_HEADER?: string;
  /** `on` where objects can be placed near their visitors. */
  readonly REGION_HINTS?: string;
  /** Shards of a new site. */
  readonly VISITOR_SHARDS?: string;
  readonly CONTACT_SHARDS?: string;
}

/** Whether channels may keep messages to be looked at, and those with a key may read them. */
export const hasInbox = ({ CLOCK, INBOX }: Pick<Environment, "CLOCK" | "INBOX">): boolean =>
  CLOCK === "manual" || INBOX === "on";
