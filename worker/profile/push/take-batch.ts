import { PUSH_SLICE } from "../../../schemas/limits-destination.ts";
import { clock } from "../../configuration/clock.ts";
import type { AudiencePlatform } from "../../outbox/destination/audience-platform.ts";
import type { PushOp } from "../../outbox/destination/run-push.ts";
import type { GroupCommit } from "../group-commit.ts";
import { logFailure } from "../note-failure.ts";
import type { PushedState } from "./pushed-store.ts";
import { type ListContext, type Slice, STATES_OF, type TakenRow, takeSlice } from "./take-slice.ts";

/** A destination, what it is filled from, and what makes every look at it a transaction. */
export interface ListSource extends Omit<ListContext, "now"> {
  readonly group: GroupCommit;
}

/** Where a slice begins. */
interface Place {
  readonly op: PushOp;
  readonly from: PushedState;
  readonly after: string;
}

/** Rows that fit into what is left of a call. */
const fitting = (rows: readonly TakenRow[], left: number, { rowsOf }: AudiencePlatform): TakenRow[] => {
  let room = left;
  return rows.filter(({ keys }) => (room -= rowsOf(keys)) >= 0);
};

const take = (source: ListSource, { op, from, after }: Place, limit: number): Slice =>
  takeSlice({ ...source, now: clock.now() }, op, from, after, limit);

/** A row that nothing can be made of is counted, set aside, and passed over. */
const passOver = ({ state, destination }: ListSource, profile: string): Slice => {
  state.pushed.setAside(destination, profile);
  const push = state.pushes.find(destination);
  if (push !== null) {
    state.pushes.write({ ...push, rejected: push.rejected + 1, rejectedFor: "row_unreadable" });
  }
  return { rows: [], next: profile, isBlocked: false };
};

/** The next row by itself. */
const takeAlone = async (source: ListSource, place: Place): Promise<Slice> => {
  const { state, destination, group } = source;
  let profile: string | null = null;
  try {
    return await group.run(() => {
      profile = state.pushed.first(destination, place.from, place.after);
      return take(source, place, 1);
    });
  } catch (error) {
    const broken: string | null = profile;
    if (broken === null) throw error;
    logFailure("pushes", error);
    return group.run(() => passOver(source, broken));
  }
};

/** The rows of one call, on disk as they are to be sent when it resolves. */
export const takeBatch = async (source: ListSource, op: PushOp): Promise<TakenRow[]> => {
  const { state, destination, platform, group } = source;
  const batch: TakenRow[] = [];
  let left = platform.rowsMax;
  let isWell = true;
  const takeNext = async (place: Place): Promise<Slice> => {
    try {
      if (isWell) return await group.run(() => take(source, place, PUSH_SLICE));
    } catch {
      isWell = false; // Which row is to blame is found by taking each alone; a disk that fails fails there too.
    }
    return takeAlone(source, place);
  };
  for (const from of STATES_OF[op]) {
    for (let after: string | null = ""; after !== null && left > 0;) {
      const slice: Slice = await takeNext({ op, from, after });
      if (slice.isBlocked) return [];
      const rows = fitting(slice.rows, left, platform);
      left -= rows.reduce((sum, { keys }) => sum + platform.rowsOf(keys), 0);
      batch.push(...rows);
      after = rows.length < slice.rows.length ? null : slice.next;
    }
  }
  // Somebody may have gone since the first slice.
  return state.pushed.unchanged(destination, op, batch);
};
