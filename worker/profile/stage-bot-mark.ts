import { afterEarlier, reevaluateAll } from "../domain/profile/applied.ts";
import { catchUp } from "../domain/profile/catch-up.ts";
import type { BotMark } from "../../schemas/bot.ts";
import type { Found } from "../domain/rpc.ts";
import type { SiteRules } from "../domain/site-rules.ts";
import type { ShardState } from "./shard-state.ts";
import { findProfile } from "./find-profile.ts";

/**
 * The operator says whether a profile is a bot's. A bot leaves its audiences at once; who turns out to be none comes back into
 * them, and nobody is written to for that.
 */
export const stageBotMark = (
  state: ShardState,
  id: string,
  mark: Extract<BotMark, "operator" | "cleared">,
  rules: SiteRules,
  now: number,
): Found<BotMark> => {
  const found = findProfile(state, id);
  if (found.kind !== "found") return found;
  const earlier = catchUp(found.value, rules, now);
  const { id: own, head, history } = earlier.profile ?? found.value;
  const marked = { id: own, head: { ...head, bot: mark }, history };
  const applied = afterEarlier(earlier, reevaluateAll(marked, rules, mark === "operator", now));
  state.record(applied, rules, now);
  return { kind: "found", value: mark };
};
