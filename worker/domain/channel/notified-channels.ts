import type { AudienceDefinition } from "../../../schemas/audience.ts";
import type { ChannelSettings } from "./channel-parts.ts";
import { type Fault, pointerTo } from "../audience/definition/faults.ts";

/** Names in `notify` that are no webhook of the site: entries and exits are told to servers only. */
export const channelFaults = (
  { notify = [] }: AudienceDefinition,
  channels: readonly { readonly id: string; readonly settings: ChannelSettings }[],
): Fault[] =>
  notify.flatMap((name, index) =>
    channels.some(({ id, settings }) => id === name && settings.kind === "webhook")
      ? []
      : [{ pointer: pointerTo(["notify", index]), reason: "is no webhook of this site" }],
  );

/** Ids of the audiences that tell a channel of their entries and exits. */
export const audiencesNotifying = (
  channel: string,
  definitions: ReadonlyMap<string, AudienceDefinition>,
): string[] => [...definitions].flatMap(([id, { notify = [] }]) => (notify.includes(channel) ? [id] : []));
