import { AUDIENCES, CAP } from "../shop.ts";
import { never, type Verdict } from "../verdict.ts";
import type { Victim } from "../victim.ts";
import type { Client } from "./client.ts";

interface KeptProfile {
  readonly events: readonly { readonly id: string; readonly type: string }[];
  readonly exposures: readonly { readonly viewable_at: number | null }[];
}

interface KeptAudiences {
  readonly audiences: readonly { readonly id: string; readonly member: boolean }[];
}

interface Faults {
  readonly missing: string[];
  readonly twice: string[];
  readonly unheard: string[];
  readonly beyond: string[];
  readonly astray: string[];
}

const reckon = async (
  victim: Victim,
  { name, visitor, deeds, seen }: Client,
  faults: Faults,
): Promise<void> => {
  if (visitor === null) return;
  const profile = (await victim.must("GET", `/profiles/${visitor}`)) as KeptProfile;
  // What was seen is an event too, and the server's own.
  const stored = profile.events.filter(({ type }) => type !== "ad_view").map(({ id }) => id);
  const known = new Set(stored);
  faults.missing.push(...deeds.filter(({ id }) => !known.has(id)).map(({ id }) => id));
  if (known.size !== stored.length || stored.length > deeds.length) faults.twice.push(name);
  const viewable = profile.exposures.filter(({ viewable_at: at }) => at !== null).length;
  if (viewable < seen.length) faults.unheard.push(`${name}: ${viewable} of ${seen.length}`);
  if (viewable > CAP) faults.beyond.push(`${name} saw ${viewable}`);
  const { audiences } = (await victim.must("GET", `/profiles/${visitor}/audiences`)) as KeptAudiences;
  for (const { id, member } of audiences) {
    if (AUDIENCES[id]?.holds(deeds) !== member) faults.astray.push(`${name} in ${id}`);
  }
};

/** Compares what clients were promised with what is kept in the end. */
export const reckonAll = async (victim: Victim, clients: readonly Client[]): Promise<Verdict[]> => {
  const faults: Faults = { missing: [], twice: [], unheard: [], beyond: [], astray: [] };
  for (const client of clients) await reckon(victim, client, faults);
  return [
    never("events that were acknowledged and are missing", faults.missing),
    never("profiles that hold an event twice, or one that nobody sent", faults.twice),
    never("visitors with fewer exposures than were counted", faults.unheard),
    never(`visitors who saw more than the cap of ${CAP}`, faults.beyond),
    never("memberships that differ from a count by hand", faults.astray),
    never(
      "answers that no client may get",
      clients.flatMap((client) => client.faults),
    ),
  ];
};
