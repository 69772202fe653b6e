import type { Fault } from "../audience/definition/faults.ts";
import { isPublicTarget } from "../channel/public-target.ts";
import type { DestinationSettings } from "./destination-parts.ts";

/** Why a destination may not be used on an instance that serves others than who runs it; null where it may. */
export const destinationTargetFault = (settings: DestinationSettings): Fault | null => {
  if ("url" in settings && !isPublicTarget(settings.url)) return { pointer: "/url", reason: "not_public" };
  if ("base_url" in settings && settings.base_url !== undefined) {
    return { pointer: "/base_url", reason: "not_in_production" };
  }
  return null;
};
