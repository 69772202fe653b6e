import type { ChannelConfiguration } from "../../../../schemas/channel.ts";
import { type Environment, isTrial } from "../../../configuration/environment.ts";
import { targetFault } from "../../../domain/channel/target-fault.ts";
import { isLoopbackTarget } from "../../../domain/channel/public-target.ts";
import { Refusal } from "../../refusal.ts";

const refuse = (pointer: string, reason: string): never => {
  throw new Refusal("configuration_invalid", { errors: [{ pointer, reason }] });
};

/** Targets in the operator's own network, or without encryption, are for trying things out. */
export const checkTarget = (channel: ChannelConfiguration, env: Environment): void => {
  if (channel.kind === "webhook" && !URL.canParse(channel.url)) refuse("/url", "not_public");
  if ("base_url" in channel && channel.base_url !== undefined && !isLoopbackTarget(channel.base_url)) {
    refuse("/base_url", "not_loopback");
  }
  const fault = isTrial(env) ? null : targetFault(channel);
  if (fault !== null) refuse(fault.pointer, fault.reason);
};
