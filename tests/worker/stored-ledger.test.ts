import { expect, test } from "vitest";
import { campaignScene, see, served, shown } from "./campaign-kit.ts";
import type { TestSite } from "./kit.ts";
import { evictShards, inShard, type Row, rowsOf, shardOf } from "./objects.ts";

const TWICE = { caps: [{ scope: "campaign", limit: 2, per: "1d" }] } as const;

const rowOf = async (site: TestSite): Promise<Row> => {
  const [row] = await rowsOf(site, "profile");
  if (row === undefined) throw new Error("a profile is stored");
  return row;
};

/** The row as it was written when the history held the ledger too. */
const asBefore = ({ history, ledger, ...row }: Row): Row => ({
  ...row,
  history: `${String(history).slice(0, -1)},${ledger}]`,
  ledger: null,
});

const replaceRow = ({ id, history = "", ledger = null }: Row, site: TestSite): Promise<void> =>
  inShard(shardOf(site, String(id)), (_, { storage: { sql } }) => {
    sql.exec("UPDATE profile SET history = ?, ledger = ? WHERE id = ?", history, ledger, id);
  });

test("a decision, and all that becomes of it unseen, write the ledger and leave the rest of the row as it is", async () => {
  const { site, ada } = await campaignScene({ caps: [...TWICE.caps] });
  const before = await rowOf(site);
  expect(before["ledger"]).toBe("");
  // Shows whether the text is written again.
  const marked = { ...before, history: `${before["history"]} ` };
  await replaceRow(marked, site);
  const { reservation } = await served(ada);
  for (const state of ["rendered", "renewed", "released"] as const) await ada.confirm(reservation, state);
  const after = await rowOf(site);
  expect(after["ledger"]).toContain('"boots"');
  expect({ ...after, ledger: "" }).toEqual(marked);
});

test("a row whose history still holds the ledger counts what was seen, and is written in the new form", async () => {
  const { site, ada } = await campaignScene({ caps: [...TWICE.caps] });
  await see(ada);
  const row = await rowOf(site);
  await replaceRow(asBefore(row), site);
  await evictShards(site);
  const { reservation } = await served(ada);
  await ada.confirm(reservation, "rendered");
  const after = await rowOf(site);
  expect({ ...after, ledger: row["ledger"] }).toEqual(row);
  await ada.confirm(reservation, "viewable");
  expect(await shown(ada)).toBe("capped");
  await evictShards(site);
  expect(await shown(ada)).toBe("capped");
});
