/** One document as it was at one version; a null body is a deletion. */
export interface StoredDocument {
  readonly id: string;
  readonly version: number;
  /** The site's version that began with it. */
  readonly siteVersion: number;
  readonly body: string;
}

export type DocumentKind =
  "site" | "layout" | "regions" | "audience" | "channel" | "campaign" | "journey" | "destination";

type Row = { id: string; version: number; site_version: number; body: string | null };

const documentOf = ({ id, version, site_version, body }: Row): StoredDocument | null =>
  body === null ? null : { id, version, siteVersion: site_version, body };

/** Every version of every configuration document of a site. */
export class ConfigStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The newest version of each document of a kind, without the deleted ones. */
  list(kind: DocumentKind): StoredDocument[] {
    return this.#sql
      .exec<Row>(
        `SELECT id, version, site_version, body FROM config AS c WHERE kind = ?
           AND version = (SELECT max(version) FROM config WHERE kind = c.kind AND id = c.id)
         ORDER BY id`,
        kind,
      )
      .toArray()
      .flatMap((row) => documentOf(row) ?? []);
  }

  read(kind: DocumentKind, id: string): StoredDocument | null {
    const rows = this.#sql
      .exec<Row>(
        "SELECT id, version, site_version, body FROM config WHERE kind = ? AND id = ? ORDER BY version DESC LIMIT 1",
        kind,
        id,
      )
      .toArray();
    const [row] = rows;
    return row === undefined ? null : documentOf(row);
  }

  readVersion(kind: DocumentKind, id: string, version: number): StoredDocument | null {
    const [row] = this.#sql
      .exec<Row>(
        "SELECT id, version, site_version, body FROM config WHERE kind = ? AND id = ? AND version = ?",
        kind,
        id,
        version,
      )
      .toArray();
    return row === undefined ? null : documentOf(row);
  }

  /** Adds a version; the numbers of a deleted document go on where they ended. */
  write(kind: DocumentKind, id: string, body: string | null, at: number, siteVersion: number): number {
    const newest = this.#sql
      .exec<{ version: number | null }>(
        "SELECT max(version) AS version FROM config WHERE kind = ? AND id = ?",
        kind,
        id,
      )
      .one().version;
    const version = (newest ?? 0) + 1;
    this.#sql.exec("INSERT INTO config VALUES (?, ?, ?, ?, ?, ?)", kind, id, version, at, body, siteVersion);
    return version;
  }
}
