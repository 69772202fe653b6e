import { addressOf, type ProfileAddress } from "../../domain/identity/profile-id.ts";
import { isInLayout } from "../../domain/identity/shard-layout.ts";
import type { SiteSnapshot } from "../../domain/site-snapshot.ts";

/** Whether an id is one that the site could have made, and of the kind where that is asked. Others name shards there never were. */
export const isOurs = (
  id: string,
  { layout }: Pick<SiteSnapshot, "layout">,
  kind?: ProfileAddress["kind"],
): boolean => {
  const address = addressOf(id);
  return address !== null && (kind === undefined || address.kind === kind) && isInLayout(address, layout);
};
