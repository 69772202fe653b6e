import { CONSENT } from "../shop.ts";
import type { Victim } from "../victim.ts";

/** A profile of some 200,000 characters. */
const EVENTS_EACH = 16;
const ITEMS_EACH = 100;
const PROFILES_PER_BATCH = 12;

const items = Array.from({ length: ITEMS_EACH }, (_, n) => ({
  item_id: `SKU-${n}`,
  item_name: `Article number ${n} of a long list, as shops that sell to other shops have them`,
  item_brand: `Maker ${n % 12}`,
  price: 5 + n,
  quantity: 1,
}));

/** Every third is known by an address: contacts have shards of their own. */
const subject = (profile: number): object =>
  profile % 3 === 0 ? { email: `filled-${profile}@mail.example` } : { anonymous_id: `filled-${profile}` };

/**
 * Large profiles until each shard keeps in memory as much as it ever will: else memory grows for as long as it takes visitors
 * to fill that.
 */
export const fillCaches = async (victim: Victim, profiles: number): Promise<void> => {
  for (let first = 0; first < profiles; first += PROFILES_PER_BATCH) {
    const at = Date.now();
    const events = Array.from({ length: PROFILES_PER_BATCH * EVENTS_EACH }, (_, n) => ({
      id: `filled-${first}-${n}`,
      type: "view_item_list",
      at: at - n,
      items,
      ...subject(first + (n % PROFILES_PER_BATCH)),
    }));
    await victim.must("POST", "/events", { consent: CONSENT, region: "DE", events });
  }
};
