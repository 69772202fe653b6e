import type { PushedKeys } from "../../domain/destination/push-state.ts";

/** One address of each kind: how platforms take people that have one of each. Absent ones are empty. */
export interface KeyRow {
  readonly email: string;
  readonly phone: string;
  readonly id: string;
}

/** How many rows name every key of a member. */
export const rowCount = ({ emails, phones, ids }: PushedKeys): number =>
  Math.max(emails.length, phones.length, ids.length, 1);

/** The rows that name every key of a member. */
export const keyRows = (keys: PushedKeys): KeyRow[] =>
  Array.from({ length: rowCount(keys) }, (_, index) => ({
    email: keys.emails[index] ?? "",
    phone: keys.phones[index] ?? "",
    id: keys.ids[index] ?? "",
  }));
