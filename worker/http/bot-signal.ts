import { isbot } from "isbot";
import type { BotSignal } from "../../schemas/bot.ts";
import { USER_AGENTS_KEPT_MAX } from "../../schemas/limits-guards.ts";
import type { Environment } from "../configuration/environment.ts";

/** Longer than any browser's; what follows is not read. */
const USER_AGENT_MAX_LENGTH = 1_000;

/** Looking through all patterns takes longer than parsing a beacon; a shop's visitors have a few hundred different ones. */
const known = new Map<string, boolean>();

const declaresBot = (agent: string): boolean => {
  let answer = known.get(agent);
  if (answer === undefined) {
    answer = isbot(agent);
    if (known.size >= USER_AGENTS_KEPT_MAX) known.clear();
    known.set(agent, answer);
  }
  return answer;
};

interface BotManagement {
  readonly verifiedBot?: unknown;
  /** 1 is surely a machine, 99 surely a person. */
  readonly score?: unknown;
}

/** Source: developers.cloudflare.com/bots/reference/bot-management-variables. Only some plans have it. */
const isPlatformsBot = (request: Request): boolean => {
  const { cf } = request as { cf?: { botManagement?: BotManagement } };
  const { verifiedBot, score } = cf?.botManagement ?? {};
  return verifiedBot === true || score === 1;
};

/** What tells that a request comes from a bot; null where nothing does. No User-Agent at all is no signal. */
export const botSignalOf = (request: Request, env: Environment): BotSignal | null => {
  const agent = (request.headers.get("user-agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH);
  if (declaresBot(agent)) return "declared";
  return env.REGION_SOURCE === "cf" && isPlatformsBot(request) ? "platform" : null;
};
