import type { Victim } from "./victim.ts";

interface KeptProfile {
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

/** Whom the server knows by this id, and the events that were acknowledged. */
export interface Acknowledged {
  readonly id: string;
  readonly acknowledged: Iterable<string>;
}

const READERS = 16;

/** Acknowledged events that are not kept, and profiles with an event twice, read back one profile after the other. */
export const reckonVisitors = async (
  victim: Victim,
  visitors: readonly Acknowledged[],
): Promise<{ missing: string[]; twice: string[] }> => {
  const faults = { missing: [] as string[], twice: [] as string[] };
  const waiting = [...visitors];
  const read = async (): Promise<void> => {
    for (let visitor = waiting.pop(); visitor !== undefined; visitor = waiting.pop()) {
      const { events } = (await victim.must("GET", `/profiles/${visitor.id}`)) as KeptProfile;
      const kept = new Set(events.map(({ id }) => id));
      faults.missing.push(...[...visitor.acknowledged].filter((id) => !kept.has(id)));
      if (kept.size !== events.length) faults.twice.push(visitor.id);
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  return faults;
};
