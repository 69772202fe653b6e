import type { JourneyProgress } from "./journey/journey-progress.ts";
import type { CartContents } from "./outreach/cart-contents.ts";
import type { Hit } from "./outreach/hits.ts";
import type { ProfileContext } from "./outreach/message-context.ts";
import type { DailyMessageResults } from "./outreach/message-results.ts";
import type { Found } from "./rpc.ts";

/** What the object that holds profiles does for the links of messages. */
export interface HitShardRpc {
  /** On disk when it resolves; judged when it is certain whether it came in a burst. Follows pointers. */
  hearHit(hit: Hit, siteVersion: number): Promise<void>;
  /** A contact's cart by its `cart_id`, or the newest; null where it is empty. */
  cart(contact: string, cart: string | null): Promise<Found<CartContents | null>>;
  /** What a contact brings to the templates of a message. */
  profileContext(contact: string, cart: string | null): Promise<Found<ProfileContext>>;
  /** What became of a journey's messages to the contacts of this shard. */
  messageResults(journey: string): Promise<readonly DailyMessageResults[]>;
  /** The same, and who came, left and is under way, and what waits. */
  journeyProgress(journey: string): Promise<JourneyProgress>;
}
