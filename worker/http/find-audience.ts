import type { SiteSnapshot, StoredAudience } from "../domain/site-snapshot.ts";
import { NO_LIMITS } from "../domain/stored-key.ts";
import { requireAudience } from "./access/key.ts";
import { Refusal } from "./refusal.ts";

/** An audience that the key may know of, or a refusal. */
export const findAudience = (snapshot: SiteSnapshot, id: string, limits = NO_LIMITS): StoredAudience => {
  requireAudience(limits, id);
  const audience = snapshot.audiences.find((candidate) => candidate.id === id);
  if (audience === undefined) throw new Refusal("audience_unknown");
  return audience;
};
