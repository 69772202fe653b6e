import { MESSAGE_LIFE_MS, PAUSED_JOURNEY_MS } from "../../../schemas/limits-outreach.ts";
import type { JourneyDefinition, Send } from "../../../schemas/journey.ts";
import { type Exposure, isLive } from "../campaign/exposure.ts";
import { presentIn } from "../campaign/ledger.ts";
import type { Profile } from "../profile/profile.ts";
import { endOfQuiet } from "./send.ts";
import { exitTestsOf, isAbout, passes } from "./event-test.ts";
import type { JourneyWorld } from "./journey-world.ts";
import type { MessageOrder } from "./message-order.ts";
import { stepAt } from "./steps.ts";

/** Whether a message that was ordered is still to be sent, at the moment at which it would leave. */
export type OrderCheck =
  | { readonly kind: "wanted"; readonly send: Send }
  /** Nobody waits for it any more. */
  | { readonly kind: "over" }
  /** Its occasion is long past: it is listed, not sent. */
  | { readonly kind: "late" }
  | { readonly kind: "later"; readonly until: number };

const OVER: OrderCheck = { kind: "over" };

/** An order can be the last thing its instance did: what would have ended that one, whose version is `own`, ends it too. */
const isExited = (
  { key }: MessageOrder,
  own: JourneyDefinition,
  newest: JourneyDefinition,
  { reservedAt }: Exposure,
  { history }: Profile,
): boolean =>
  history.log.some(
    (event) =>
      event.at >= reservedAt &&
      exitTestsOf(newest).some((test) => passes(test, event)) &&
      isAbout(own, key, event),
  );

/**
 * An order can wait for its channel for days. What it rested on is looked at again: its journey, the filter, consent,
 * suppression, the hours. Its place under the caps it holds since it was ordered; whoever left the journey gave it back.
 */
export const checkOrder = (
  order: MessageOrder,
  profile: Profile,
  world: JourneyWorld,
  now: number,
): OrderCheck => {
  const { ledger } = profile.history;
  const exposure = ledger.exposures.find(({ id }) => id === order.id);
  if (exposure === undefined) return OVER;
  if (!isLive(exposure, presentIn(ledger, now))) {
    const isReleased = exposure.expiresAt < exposure.reservedAt + MESSAGE_LIFE_MS;
    return isReleased || exposure.viewableAt !== null ? OVER : { kind: "late" };
  }
  const newest = world.journeys.byId.get(order.journey)?.definition;
  const own = world.versionOf(order.journey, order.version);
  const step = own === null ? undefined : stepAt(own, order.path);
  if (newest === undefined || own === null || step === undefined || !("send" in step)) return OVER;
  if (isExited(order, own, newest, exposure, profile)) return OVER;
  if (newest.status !== "live") return { kind: "later", until: now + PAUSED_JOURNEY_MS };
  if (newest.filter !== null && !world.holds(newest.filter, profile, now)) return OVER;
  if (world.obstacleTo(order, profile, now) !== null) return OVER;
  const loudAt = endOfQuiet(profile, newest, world.journeys.zone, now);
  return loudAt > now ? { kind: "later", until: loudAt } : { kind: "wanted", send: step.send };
};
