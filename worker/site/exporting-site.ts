import { type Heads, laterOf } from "../domain/export/release.ts";
import type { ExportLogEntry, LoggedExport } from "../domain/site-rpc.ts";
import { KeyedSite } from "./keyed-site.ts";

/** What left the site, and what receivers know by now. */
export abstract class ExportingSite extends KeyedSite {
  async logExport(entry: ExportLogEntry): Promise<void> {
    const { at, key, audience } = entry;
    const body = JSON.stringify(entry);
    this.transact(() => {
      this.ctx.storage.sql.exec("INSERT INTO export_log (entry) VALUES (?)", body);
      this.auditLog.append({ at, actor: key, action: "export", subject: audience, body });
    });
  }

  /** Oldest first. */
  async exportLog(after: number, limit: number): Promise<LoggedExport[]> {
    return this.ctx.storage.sql
      .exec<{ seq: number; entry: string }>(
        "SELECT seq, entry FROM export_log WHERE seq > ? ORDER BY seq LIMIT ?",
        after,
        limit,
      )
      .toArray()
      .map(({ seq, entry }) => ({ seq, ...(JSON.parse(entry) as ExportLogEntry) }));
  }

  async toldTo(chain: string, audience: string): Promise<Heads | null> {
    return this.#headsTold(chain, audience);
  }

  async tell(chain: string, audience: string, heads: Heads): Promise<void> {
    this.ctx.storage.sql.exec(
      "INSERT INTO told VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET heads = excluded.heads",
      chain,
      audience,
      JSON.stringify(laterOf(this.#headsTold(chain, audience) ?? {}, heads)),
    );
  }

  #headsTold(chain: string, audience: string): Heads | null {
    const [row] = this.ctx.storage.sql
      .exec<{ heads: string }>("SELECT heads FROM told WHERE chain = ? AND audience = ?", chain, audience)
      .toArray();
    return row === undefined ? null : (JSON.parse(row.heads) as Heads);
  }
}
