/** Append-only: a step that has run somewhere is never changed. Run at object start, in order. */
export const SITE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE config (
     kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT,
     PRIMARY KEY (kind, id, version)
   ) WITHOUT ROWID;
   CREATE TABLE key (
     id TEXT PRIMARY KEY, label TEXT NOT NULL, hash TEXT NOT NULL, scopes TEXT NOT NULL,
     created_at INTEGER NOT NULL, revoked_at INTEGER
   ) WITHOUT ROWID;
   CREATE TABLE audit (
     seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
     subject TEXT NOT NULL, digest TEXT NOT NULL, hash TEXT NOT NULL
   );
   CREATE TABLE export_log (seq INTEGER PRIMARY KEY, entry TEXT NOT NULL);`,
  // The site's version at which a document was written, so that profiles are evaluated only with what changed.
  `ALTER TABLE config ADD COLUMN site_version INTEGER NOT NULL DEFAULT 0;
   UPDATE config SET site_version =
     coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'rules_version'), 0);`,
  // Changes of the region rules that wait for a second key.
  `CREATE TABLE pending_rules (
     id TEXT PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, based_on INTEGER NOT NULL, rules TEXT NOT NULL
   ) WITHOUT ROWID;`,
  // How much of campaigns' totals was leased to shards. Outlives the campaign, because leases do.
  "CREATE TABLE quota (campaign TEXT PRIMARY KEY, given INTEGER NOT NULL) WITHOUT ROWID;",
  // What keys are held to, when they end, and which took the place of which. A chain begins with its first key.
  `ALTER TABLE key ADD COLUMN limits TEXT NOT NULL DEFAULT '{"audiences":null,"formats":null,"networks":null}';
   ALTER TABLE key ADD COLUMN expires_at INTEGER;
   ALTER TABLE key ADD COLUMN chain TEXT;`,
  // Up to where entries were told: sequence numbers by shard, nobody is named.
  `CREATE TABLE told (
     chain TEXT NOT NULL, audience TEXT NOT NULL, heads TEXT NOT NULL, PRIMARY KEY (chain, audience)
   ) WITHOUT ROWID;`,
  // Answers to requests with an idempotency key, sealed; null while the request is running.
  `CREATE TABLE kept_answer (
     id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, fingerprint TEXT NOT NULL, at INTEGER NOT NULL,
     about_profile INTEGER NOT NULL, sealed TEXT, length INTEGER NOT NULL DEFAULT 0
   );`,
  // Requests for deletion that were accepted, so that a copy does nothing.
  `CREATE TABLE deletion_request (
     issuer TEXT NOT NULL, jti TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL,
     PRIMARY KEY (issuer, jti)
   ) WITHOUT ROWID;
   CREATE INDEX deletion_request_by_age ON deletion_request (at);`,
  // Accepted events by the day of the site's time zone.
  `CREATE TABLE usage (
     day TEXT PRIMARY KEY, events INTEGER NOT NULL, bot_events INTEGER NOT NULL
   ) WITHOUT ROWID;`,
];
