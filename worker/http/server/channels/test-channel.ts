import { ChannelTest } from "../../../../schemas/channel.ts";
import type { Medium } from "../../../../schemas/channel-medium.ts";
import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { mediumOf } from "../../../domain/channel/medium-of.ts";
import type { TestRecipient } from "../../../domain/messaging-rpc.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { anyContactShard } from "../../shards/every-shard.ts";
import { Refusal } from "../../refusal.ts";
import { findChannel } from "./channels.ts";

const formOf = (to: TestRecipient | null): Medium => {
  if (to === null) return "webhook";
  if (typeof to !== "string") return "push";
  return to.includes("@") ? "email" : "sms";
};

/** `POST /channels/{id}/test`: what one message through the channel comes to. Nothing that a provider says is repeated. */
export const testChannel = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "write");
  const { id, settings } = findChannel(snapshot, c.req.param("id") ?? "");
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const { to = null } = parse(ChannelTest, body, "body_invalid");
  if (formOf(to) !== mediumOf(settings)) {
    throw new Refusal("body_invalid", { errors: [{ pointer: "/to", reason: "of_another_medium" }] });
  }
  const shard = anyContactShard(c.env, snapshot);
  const trial = await shard.tryChannel(id, to, snapshot.version);
  if (trial === null) throw new Refusal("channel_unknown");
  return c.json(trial);
};
