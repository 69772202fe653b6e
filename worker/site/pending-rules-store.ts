import type { RegionRule } from "../../schemas/consent.ts";
import type { PendingRules } from "../domain/site-rpc.ts";

type Row = { id: string; at: number; actor: string; based_on: number; rules: string };

const pendingOf = ({ id, at, actor, based_on, rules }: Row): PendingRules => ({
  change: id,
  by: actor,
  at,
  basedOn: based_on,
  rules: JSON.parse(rules) as RegionRule[],
});

/** Changes of the region rules that wait for a second key. */
export class PendingRulesStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The oldest first. */
  list(): PendingRules[] {
    return this.#sql.exec<Row>("SELECT * FROM pending_rules ORDER BY at, id").toArray().map(pendingOf);
  }

  find(change: string): PendingRules | null {
    const [row] = this.#sql.exec<Row>("SELECT * FROM pending_rules WHERE id = ?", change).toArray();
    return row === undefined ? null : pendingOf(row);
  }

  add({ change, by, at, basedOn, rules }: PendingRules): void {
    this.#sql.exec(
      "INSERT INTO pending_rules (id, at, actor, based_on, rules) VALUES (?, ?, ?, ?, ?)",
      change,
      at,
      by,
      basedOn,
      JSON.stringify(rules),
    );
  }

  remove(change: string): void {
    this.#sql.exec("DELETE FROM pending_rules WHERE id = ?", change);
  }
}
