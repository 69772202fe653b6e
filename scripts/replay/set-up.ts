import type { AudienceDefinition } from "../../schemas/audience.ts";
import type { ServerApi } from "./server-api.ts";

type Definition = Omit<AudienceDefinition, "exclude"> & Partial<Pick<AudienceDefinition, "exclude">>;

/** What nearly every shop starts with. */
export const TYPICAL_AUDIENCES: Readonly<Record<string, Definition>> = {
  "product-viewers": {
    v: 1,
    name: "Product viewers",
    of: "visitors",
    include: {
      and: [{ event: "view_item", within: "30d" }, { not: { event: "purchase", within: "30d" } }],
    },
    membership: { mode: "live" },
  },
  "cart-abandoners": {
    v: 1,
    name: "Cart abandoners",
    of: "visitors",
    include: {
      and: [
        { event: "add_to_cart", within: "7d", not_followed_by: { event: "purchase", within: "1h" } },
        { not: { event: "purchase", within: "30d" } },
      ],
    },
    membership: { mode: "live" },
  },
  buyers: {
    v: 1,
    name: "Buyers",
    of: "visitors",
    include: { event: "purchase", within: "30d" },
    membership: { mode: "live" },
  },
};

/** Creates what is missing; a site or an audience that exists is left as it is. */
export const setUp = async (api: ServerApi, site: string, currency: string): Promise<void> => {
  if (!(await api.hasSite())) {
    // Small files make small audiences, and under the manual clock nothing of them leaves for real.
    const exports = { min_size: 1 };
    await api.putSite({ name: site, origins: [], timezone: "Europe/London", currency, exports });
  }
  const known = new Set((await api.audiences()).map(({ id }) => id));
  for (const [id, definition] of Object.entries(TYPICAL_AUDIENCES)) {
    if (!known.has(id)) await api.putAudience(id, definition);
  }
};
