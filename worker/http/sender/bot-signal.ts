import { isbot } from "isbot";
import type { BotSignal } from "../../../schemas/bot.ts";
import type { GuardSettings } from "../../../schemas/guards.ts";
import { USER_AGENTS_KEPT_MAX } from "../../../schemas/limits-guards.ts";
import type { Environment } from "../../configuration/environment.ts";

/** Longer than any browser's; what follows is not read. */
const USER_AGENT_MAX_LENGTH = 1_000;

/** What comes to index or preview pages names itself, and where that is explained. Test browsers and programs do not. */
const CRAWLER = /bot|crawl|spider|slurp|compatible;|https?:\/\//i;

type Sender = "person" | "program" | "crawler";

const senderOf = (agent: string): Sender => {
  if (!isbot(agent)) return "person";
  return CRAWLER.test(agent) ? "crawler" : "program";
};

/** Looking through all patterns takes longer than parsing a beacon; a shop's visitors have a few hundred different ones. */
const known = new Map<string, Sender>();

const knownSenderOf = (agent: string): Sender => {
  let sender = known.get(agent);
  if (sender === undefined) {
    sender = senderOf(agent);
    if (known.size >= USER_AGENTS_KEPT_MAX) known.clear();
    known.set(agent, sender);
  }
  return sender;
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
export const botSignalOf = (
  request: Request,
  env: Environment,
  bots: GuardSettings["bots"],
): BotSignal | null => {
  if (bots === "ignore") return null;
  const sender = knownSenderOf((request.headers.get("user-agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH));
  if (sender === "crawler" || (sender === "program" && bots === "strict")) return "declared";
  return env.REGION_SOURCE === "cf" && isPlatformsBot(request) ? "platform" : null;
};
