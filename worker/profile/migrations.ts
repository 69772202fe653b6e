/** Append-only: a step that has run somewhere is never changed. Run at object start, in order. */
export const PROFILE_MIGRATIONS: readonly string[] = [
  // A profile is a rowid table although its key is text: large rows of an index b-tree spill into overflow pages, which
  // costs a sixth of the file and a tenth of the time. It writes two rows once and then one per beacon. The small column
  // stands before the large one, so that scans over heads do not read histories.
  `CREATE TABLE profile (id TEXT PRIMARY KEY, head TEXT NOT NULL, history TEXT NOT NULL);
   CREATE TABLE pointer (id TEXT PRIMARY KEY, contact TEXT NOT NULL, parcel TEXT) WITHOUT ROWID;
   CREATE TABLE membership (
     audience TEXT NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (audience, profile)
   ) WITHOUT ROWID;
   CREATE TABLE change (
     audience TEXT NOT NULL, seq INTEGER NOT NULL, profile TEXT NOT NULL, op TEXT NOT NULL, at INTEGER NOT NULL,
     version INTEGER NOT NULL, reason TEXT, recorded_at INTEGER NOT NULL,
     PRIMARY KEY (audience, seq)
   ) WITHOUT ROWID;
   CREATE TABLE timer (
     due INTEGER NOT NULL, kind TEXT NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (due, kind, profile)
   ) WITHOUT ROWID;
   CREATE TABLE contact_secret (
     contact TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL, sealed TEXT NOT NULL,
     PRIMARY KEY (contact, kind, digest)
   ) WITHOUT ROWID;
   CREATE TABLE quarantine (slot INTEGER PRIMARY KEY, profile TEXT NOT NULL, at INTEGER NOT NULL, code TEXT NOT NULL);
   CREATE TABLE sweep (
     only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL, after TEXT
   );`,
  `ALTER TABLE sweep ADD COLUMN done INTEGER NOT NULL DEFAULT 0;
   UPDATE sweep SET done = version WHERE after IS NULL;
   ALTER TABLE sweep ADD COLUMN evaluated INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE sweep ADD COLUMN profiles INTEGER NOT NULL DEFAULT 0;`,
  // Messages are small and few wait at a time: with the time first in the key, a message is one row and needs no index.
  `CREATE TABLE outbox (
     due INTEGER NOT NULL, id TEXT NOT NULL, channel TEXT NOT NULL, body TEXT NOT NULL,
     created_at INTEGER NOT NULL, failures INTEGER NOT NULL,
     PRIMARY KEY (due, id)
   ) WITHOUT ROWID;
   CREATE TABLE dead_letter (
     channel TEXT NOT NULL, died_at INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
     created_at INTEGER NOT NULL, failures INTEGER NOT NULL, failure TEXT NOT NULL,
     PRIMARY KEY (channel, died_at, id)
   ) WITHOUT ROWID;`,
  // Changes of consent, each row's hash over the row before. No index: a record is written with every first visit.
  `CREATE TABLE consent_log (
     seq INTEGER PRIMARY KEY, subject TEXT NOT NULL, record TEXT NOT NULL, hash TEXT NOT NULL
   );`,
  // What outlives an erased profile names it by a keyed pseudonym. An erasure keeps ids until it is complete. `residue`
  // says that pages may still hold what was removed, until the file is rewritten.
  `CREATE TABLE tombstone (subject TEXT PRIMARY KEY, erased_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE erasure (
     receipt TEXT PRIMARY KEY, subject TEXT NOT NULL, reach TEXT NOT NULL, requested_at INTEGER NOT NULL,
     completed_at INTEGER, ids TEXT NOT NULL, removed TEXT NOT NULL
   ) WITHOUT ROWID;
   CREATE TABLE removal (
     receipt TEXT NOT NULL, place TEXT NOT NULL, removed INTEGER NOT NULL, at INTEGER NOT NULL,
     PRIMARY KEY (receipt, place)
   ) WITHOUT ROWID;
   CREATE TABLE residue (only INTEGER PRIMARY KEY CHECK (only = 1), since INTEGER NOT NULL);`,
  // What is too old is looked for once a day. The feed keeps the number of its last change when that is deleted.
  `CREATE TABLE retention (
     only INTEGER PRIMARY KEY CHECK (only = 1), next_at INTEGER NOT NULL, stage TEXT, after TEXT NOT NULL,
     swept_at INTEGER
   );
   CREATE TABLE feed_dropped (audience TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;`,
  // How creatives do: nobody is named. By day and by how often somebody had seen the creative, this time included.
  `CREATE TABLE creative_result (
     campaign TEXT NOT NULL, creative TEXT NOT NULL, day INTEGER NOT NULL, number INTEGER NOT NULL,
     seen INTEGER NOT NULL, clicked INTEGER NOT NULL, converted INTEGER NOT NULL,
     PRIMARY KEY (campaign, creative, day, number)
   ) WITHOUT ROWID;`,
  // A shard's part of campaigns' totals. Reservations are random names, and gone within minutes.
  `CREATE TABLE total_lease (campaign TEXT PRIMARY KEY, unused INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE total_hold (
     reservation TEXT PRIMARY KEY, campaign TEXT NOT NULL, expires_at INTEGER NOT NULL
   ) WITHOUT ROWID;`,
  // Steps that contacts under way follow to their end, whatever is saved meanwhile. Few and large: no row id is needed.
  `CREATE TABLE journey_version (
     journey TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (journey, version)
   );`,
  // Hits on the links of messages wait here for seconds. What became of messages is counted and names nobody.
  `CREATE TABLE hit (
     contact TEXT NOT NULL, message TEXT NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL, journey TEXT NOT NULL,
     step TEXT NOT NULL, medium TEXT NOT NULL, at INTEGER NOT NULL, stated INTEGER NOT NULL, machine INTEGER NOT NULL,
     PRIMARY KEY (contact, message, kind, url, stated)
   ) WITHOUT ROWID;
   CREATE TABLE message_result (
     journey TEXT NOT NULL, step TEXT NOT NULL, day INTEGER NOT NULL, sent INTEGER NOT NULL, delivered INTEGER NOT NULL,
     opened INTEGER NOT NULL, clicked INTEGER NOT NULL, machine_opened INTEGER NOT NULL,
     machine_clicked INTEGER NOT NULL, unsubscribed INTEGER NOT NULL, bounced INTEGER NOT NULL,
     complained INTEGER NOT NULL, failed INTEGER NOT NULL,
     PRIMARY KEY (journey, step, day)
   ) WITHOUT ROWID;`,
  // Messages of development, which are looked at instead of being sent.
  `CREATE TABLE inbox (
     id TEXT PRIMARY KEY, contact TEXT NOT NULL, at INTEGER NOT NULL, sealed TEXT NOT NULL
   ) WITHOUT ROWID;`,
  // Contacts that an operator merged: the originals where they lived, and ids of what was taken over where it went.
  `CREATE TABLE merge (
     id TEXT PRIMARY KEY, origin TEXT NOT NULL, target TEXT NOT NULL, at INTEGER NOT NULL, head TEXT NOT NULL,
     history TEXT NOT NULL, ledger TEXT, identifiers TEXT NOT NULL, reversing INTEGER NOT NULL
   );
   CREATE TABLE takeover (
     merge TEXT PRIMARY KEY, contact TEXT NOT NULL, origin TEXT NOT NULL, at INTEGER NOT NULL, taken TEXT NOT NULL,
     digests TEXT NOT NULL, returned INTEGER NOT NULL
   );`,
  // A decision writes the ledger and leaves the rest of the row as it is. Null: the history holds it, as it did before.
  `ALTER TABLE profile ADD COLUMN ledger TEXT;`,
  // Reports of journeys. Who is under way is counted by version, beginning with those that are under way already.
  `ALTER TABLE message_result ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE message_result ADD COLUMN deferred INTEGER NOT NULL DEFAULT 0;
   CREATE TABLE journey_passage (
     journey TEXT NOT NULL, day INTEGER NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY (journey, day, what)
   ) WITHOUT ROWID;
   CREATE TABLE journey_run (
     journey TEXT NOT NULL, version INTEGER NOT NULL, instances INTEGER NOT NULL, PRIMARY KEY (journey, version)
   ) WITHOUT ROWID;
   INSERT INTO journey_run
     SELECT json_extract(run.value, '$.journey'), json_extract(run.value, '$.version'), count(*)
     FROM profile, json_each(profile.history, '$[8].journeys.instances') AS run
     WHERE profile.id GLOB 'c*' GROUP BY 1, 2;`,
  // Numbers what exports of an audience show, so that a receiver who has it needs no other copy.
  `CREATE TABLE feed_revision (
     audience TEXT PRIMARY KEY, revision INTEGER NOT NULL, changed INTEGER NOT NULL
   ) WITHOUT ROWID;`,
  // Sealed hashes of addresses that contacts have no more, for exits that are still to be told.
  `CREATE TABLE former_key (
     profile TEXT NOT NULL, digest TEXT NOT NULL, kind TEXT NOT NULL, sealed TEXT NOT NULL,
     dropped_at INTEGER NOT NULL, erased INTEGER NOT NULL, PRIMARY KEY (profile, digest)
   ) WITHOUT ROWID;
   CREATE INDEX former_key_dropped ON former_key (dropped_at);`,
  // Lists of destinations: how each stands, who is on it under which hashes, and requests that platforms decide later.
  `CREATE TABLE push (destination TEXT PRIMARY KEY, push TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE pushed (
     destination TEXT NOT NULL, profile TEXT NOT NULL, state TEXT NOT NULL, keys TEXT NOT NULL,
     PRIMARY KEY (destination, profile)
   ) WITHOUT ROWID;
   CREATE INDEX pushed_waiting ON pushed (destination, state, profile) WHERE state <> 'in';
   CREATE TABLE push_request (
     due INTEGER NOT NULL, destination TEXT NOT NULL, request TEXT NOT NULL, sent_at INTEGER NOT NULL,
     PRIMARY KEY (due, destination, request)
   ) WITHOUT ROWID;`,
  // What became of purchases that platforms are told of: nobody is named.
  `CREATE TABLE conversion_result (
     destination TEXT PRIMARY KEY, sent INTEGER NOT NULL, failed INTEGER NOT NULL, cancelled INTEGER NOT NULL,
     unmatched INTEGER NOT NULL
   ) WITHOUT ROWID;`,
  // A message costs a row more; without it a withdrawal reads all that wait for a receiver that is down.
  `CREATE INDEX outbox_subject ON outbox (
     CASE WHEN json_valid(body) THEN coalesce(json_extract(body, '$.data.profile'), json_extract(body, '$.data.contact')) END,
     id
   );`,
  // How often background work met a row that it could not process: nobody is named.
  `CREATE TABLE job_failure (
     job TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL
   ) WITHOUT ROWID;`,
  // How often what a timer is for failed: it is tried again ever later.
  "ALTER TABLE timer ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;",
  // A membership was two rows, and is the entry in the feed until it ends. Entries that were too old to be kept come back
  // under numbers of before. What the rows do not tell is counted: up to the change `counted`, and members nobody is told of.
  `CREATE INDEX change_profile ON change (profile, audience, op);
   CREATE TABLE feed_base (
     audience TEXT PRIMARY KEY, dropped INTEGER NOT NULL, members INTEGER NOT NULL, counted INTEGER NOT NULL
   ) WITHOUT ROWID;
   INSERT INTO feed_base
     SELECT audience, max(dropped), 0, 0 FROM (
       SELECT audience, min(seq) - 1 AS dropped FROM change GROUP BY audience
       UNION ALL SELECT audience, seq FROM change WHERE profile = '' AND reason = 'erased'
       UNION ALL SELECT audience, seq FROM feed_dropped
       UNION ALL SELECT audience, 0 FROM membership
     ) GROUP BY audience;
   CREATE TABLE told AS
     SELECT m.audience, m.profile,
       json_extract(standing.value, '$[1]') AS version, json_extract(standing.value, '$[2]') AS entered
     FROM membership AS m JOIN profile AS p ON p.id = m.profile
     JOIN json_each(iif(json_valid(p.head), p.head, '[]'), '$[7]') AS standing
     WHERE json_extract(standing.value, '$[0]') = m.audience AND json_extract(standing.value, '$[2]') IS NOT NULL
       AND iif(json_valid(p.head), json_extract(p.head, '$[9]'), 0) = 1;
   INSERT OR IGNORE INTO change
     SELECT t.audience, row_number() OVER (PARTITION BY t.audience ORDER BY t.entered, t.profile), t.profile, 'enter',
       t.entered, t.version, NULL,
       min(t.entered, coalesce((SELECT recorded_at FROM change WHERE audience = t.audience ORDER BY seq LIMIT 1), t.entered))
     FROM told AS t WHERE NOT EXISTS (
       SELECT 1 FROM change AS c WHERE c.profile = t.profile AND c.audience = t.audience AND c.op = 'enter'
     );
   CREATE TABLE standing_entry (
     audience TEXT NOT NULL, seq INTEGER NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (audience, seq)
   ) WITHOUT ROWID;
   INSERT INTO standing_entry
     SELECT t.audience, max(c.seq), t.profile FROM told AS t
     JOIN change AS c ON c.profile = t.profile AND c.audience = t.audience AND c.op = 'enter'
     GROUP BY t.audience, t.profile;
   CREATE INDEX standing_entry_profile ON standing_entry (profile, audience);
   UPDATE change SET op = 'ended' WHERE op = 'enter' AND NOT EXISTS (
     SELECT 1 FROM standing_entry AS e WHERE e.audience = change.audience AND e.seq = change.seq
   );
   UPDATE profile SET head = json_set(head, '$[7]', (
     SELECT json_group_array(iif(entry IS NULL, json(value), json_insert(value, '$[5]', entry))) FROM (
       SELECT standing.value AS value, (
         SELECT e.seq FROM standing_entry AS e
         WHERE e.profile = profile.id AND e.audience = json_extract(standing.value, '$[0]')
       ) AS entry
       FROM json_each(profile.head, '$[7]') AS standing
     )
   )) WHERE id IN (SELECT profile FROM standing_entry);
   UPDATE feed_base SET members =
     (SELECT count(*) FROM membership AS m WHERE m.audience = feed_base.audience) - (
       SELECT coalesce(sum(iif(c.op = 'exit', -1, 1)), 0) FROM change AS c WHERE c.audience = feed_base.audience
     );
   UPDATE push SET push = json_set(push, '$.walk', (
     SELECT json_group_array(json_array(json_extract(value, '$[0]'), 0)) FROM json_each(push, '$.walk')
   )) WHERE json_valid(push) AND json_array_length(push, '$.walk') > 0;
   DROP TABLE standing_entry;
   DROP TABLE told;
   DROP TABLE membership;
   DROP TABLE feed_dropped;
   DROP INDEX change_profile;`,
];
