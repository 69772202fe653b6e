import type { Medium } from "../../../schemas/channel-medium.ts";
import type { StoredChannel } from "../site-snapshot.ts";

/** How messages through a channel reach somebody. */
export const mediumOf = ({ kind }: Pick<StoredChannel, "kind">): Medium => kind;

/** The media of a site's channels by their ids. */
export const mediaOf = (channels: readonly StoredChannel[]): ReadonlyMap<string, Medium> =>
  new Map(channels.map((channel) => [channel.id, mediumOf(channel)]));
