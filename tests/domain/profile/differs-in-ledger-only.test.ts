import { expect, test } from "vitest";
import { differsInLedgerOnly, newProfile, type History } from "../../../worker/domain/profile/profile.ts";
import { GERMANY, VISITOR } from "./sample.ts";

const profile = newProfile(VISITOR, 0, GERMANY);
const parts = Object.keys(profile.history) as (keyof History)[];

test.each(parts)("a history with another %s differs in the ledger only where that is the ledger", (part) => {
  const other = {
    ...profile,
    history: { ...profile.history, [part]: structuredClone(profile.history[part]) },
  };
  const isOther = other.history[part] !== profile.history[part];
  expect(differsInLedgerOnly(profile, other)).toBe(part === "ledger" || !isOther);
});
