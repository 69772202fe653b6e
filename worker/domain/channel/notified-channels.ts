import type { AudienceDefinition } from "../../../schemas/audience.ts";
import { type Fault, pointerTo } from "../audience/definition/faults.ts";

/** Names in `notify` that are no channel of the site. */
export const channelFaults = (
  { notify = [] }: AudienceDefinition,
  channels: readonly { readonly id: string }[],
): Fault[] =>
  notify.flatMap((name, index) =>
    channels.some(({ id }) => id === name)
      ? []
      : [{ pointer: pointerTo(["notify", index]), reason: "is no channel of this site" }],
  );

/** Ids of the audiences that tell a channel of their entries and exits. */
export const audiencesNotifying = (
  channel: string,
  definitions: ReadonlyMap<string, AudienceDefinition>,
): string[] => [...definitions].flatMap(([id, { notify = [] }]) => (notify.includes(channel) ? [id] : []));
