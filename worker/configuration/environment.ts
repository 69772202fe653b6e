import type { ObjectNamespaces } from "./objects.ts";

/** Bindings and variables of the Worker: `wrangler.toml` on Cloudflare, `scripts/serve.ts` on one machine. */
export interface Environment extends ObjectNamespaces {
  /** May do everything. */
  readonly ADMIN_KEY?: string;
  /** Root of every key the instance signs, hashes and seals with. */
  readonly HALLEY_SECRET?: string;
  /** `manual`: time moves by `POST /v1/clock` only. */
  readonly CLOCK?: string;
  /** `on`: the demo on somebody's own machine. */
  readonly DEVELOPMENT?: string;
  /** Where country, subdivision and address come from: Cloudflare (`cf`), a trusted proxy's headers, or nowhere. */
  readonly REGION_SOURCE?: "cf" | "proxy" | "none";
  readonly COUNTRY_HEADER?: string;
  readonly SUBDIVISION_HEADER?: string;
  readonly ADDRESS_HEADER?: string;
  /** `on` where objects can be placed near their visitors. */
  readonly REGION_HINTS?: string;
  /** Shards of a new site. */
  readonly VISITOR_SHARDS?: string;
  readonly CONTACT_SHARDS?: string;
}

/** Whether nobody but who runs the instance is served: targets of the machine itself may be called then. */
export const isTrial = ({ CLOCK, DEVELOPMENT }: Environment): boolean =>
  CLOCK === "manual" || DEVELOPMENT === "on";
