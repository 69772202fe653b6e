import type { GroupCommit } from "./group-commit.ts";

/** A slice of a walk, in transactions. Work returns whether the walk is over. */
export interface SliceWork {
  readonly rowsMax: number;
  /** Takes so many rows on. */
  take(rows: number): boolean;
  /** The next row cannot be taken: it is counted, and passed over. */
  passOver(error: unknown): void;
}

/** Takes a slice in one transaction, or, where one of its rows fails, each by itself. Returns whether the walk is over. */
export const sliceOrEach = async (group: GroupCommit, work: SliceWork): Promise<boolean> => {
  try {
    return await group.run(() => work.take(work.rowsMax));
  } catch {
    // Which row is to blame is found by taking each alone; a disk that fails fails there too.
    for (let row = 0; row < work.rowsMax; row++) if (await takeAlone(group, work)) return true;
    return false;
  }
};

const takeAlone = async (group: GroupCommit, work: SliceWork): Promise<boolean> => {
  try {
    return await group.run(() => work.take(1));
  } catch (error) {
    await group.run(() => work.passOver(error));
    return false;
  }
};
