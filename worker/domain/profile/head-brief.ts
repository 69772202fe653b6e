import type { RequestRegion } from "../../../schemas/consent.ts";
import type { Choices } from "../consent/choices.ts";
import type { HeadRow } from "./codec.ts";
import type { Standing } from "./profile.ts";

/** What of a head tells whether a member may leave, and until when it is one. */
export interface HeadBrief {
  readonly region: RequestRegion;
  readonly gpc: boolean;
  readonly choices: Choices;
  /** With one audience. */
  readonly standing: Standing | undefined;
}

/** Reads no more of a stored head than that: an export reads millions of them. */
export const briefOf = (text: string, audience: string): HeadBrief => {
  const row = JSON.parse(text) as HeadRow;
  const standing = row[7].find(([id]) => id === audience);
  return {
    region: { country: row[2], subdivision: row[3] },
    gpc: row[4] === 1,
    choices: row[5],
    standing:
      standing === undefined
        ? undefined
        : {
            version: standing[1],
            enteredAt: standing[2],
            nextFlipAt: standing[3],
            truncated: standing[4] === 1,
          },
  };
};
