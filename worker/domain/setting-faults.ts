import type { SiteConfiguration } from "../../schemas/site.ts";
import type { Fault } from "./audience/definition/faults.ts";
import { mediumOf } from "./channel/medium-of.ts";
import { sendsOf } from "./journey/steps.ts";
import type { SiteSnapshot } from "./site-snapshot.ts";

/** Whoever is asked to confirm by a channel that is not there, or reaches no mailbox, would wait for ever. */
const confirmationFaults = (
  { identity: { double_opt_in: asked } }: SiteConfiguration,
  { channels }: Pick<SiteSnapshot, "channels">,
): Fault[] => {
  if (asked === null) return [];
  const pointer = "/identity/double_opt_in/channel";
  const channel = channels.find(({ id }) => id === asked.channel);
  if (channel === undefined) return [{ pointer, reason: "is no channel of this site" }];
  return mediumOf(channel.settings) === "email" ? [] : [{ pointer, reason: "is no channel for e-mail" }];
};

/** Who turned a topic off would get its messages again where the topic is not one any more. */
const topicFaults = (
  { messaging: { topics } }: SiteConfiguration,
  { journeys }: Pick<SiteSnapshot, "journeys">,
): Fault[] => {
  const kept = new Set(topics.map(({ id }) => id));
  const used = journeys.flatMap(({ definition }) => sendsOf(definition).map(({ send }) => send.topic));
  return used.every((topic) => topic === undefined || kept.has(topic))
    ? []
    : [{ pointer: "/messaging/topics", reason: "leaves out a topic of a journey" }];
};

const NOTHING_YET: Pick<SiteSnapshot, "channels" | "journeys"> = { channels: [], journeys: [] };

/** What of a site's settings does not go with its channels and journeys; null is a site that is not there yet. */
export const settingFaults = (configuration: SiteConfiguration, site: SiteSnapshot | null): Fault[] => [
  ...confirmationFaults(configuration, site ?? NOTHING_YET),
  ...topicFaults(configuration, site ?? NOTHING_YET),
];
