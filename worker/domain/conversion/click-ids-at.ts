import { CLICK_ID_LIFE_MS } from "../../../schemas/limits-conversion.ts";
import type { Touch } from "../profile-state.ts";

export interface ClickId {
  /** As the platform wrote it: case matters. */
  readonly value: string;
  readonly firstSeenAt: number;
}

/** The newest click id of each platform before `at`, with when that value was seen first. Touches are in time order. */
export const clickIdsAt = (touches: readonly Touch[], at: number): Readonly<Record<string, ClickId>> => {
  const found: Record<string, ClickId> = {};
  for (const touch of touches) {
    if (touch.at > at || touch.at <= at - CLICK_ID_LIFE_MS) continue;
    for (const [name, value] of Object.entries(touch.clickIds)) {
      if (found[name]?.value !== value) found[name] = { value, firstSeenAt: touch.at };
    }
  }
  return found;
};
