import { INBOX_MESSAGES_MAX } from "../../../../schemas/limits-outreach.ts";
import { isTrial } from "../../../configuration/environment.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { askedNumber } from "../../query.ts";
import { Refusal } from "../../refusal.ts";

/** `GET /inbox`: messages that channels of development kept instead of sending them, the newest first. */
export const readInbox = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  if (!isTrial(c.env)) throw new Refusal("route_unknown");
  const limit = askedNumber(c, "limit", { unasked: INBOX_MESSAGES_MAX, min: 1, max: INBOX_MESSAGES_MAX });
  const kept = await askEveryShard(c.env, snapshot, (shard) => shard.inbox(limit));
  const messages = kept.flat().toSorted((a, b) => b.at - a.at || b.id.localeCompare(a.id));
  return c.json({ messages: messages.slice(0, limit) }, 200, { "cache-control": "no-store" });
};
