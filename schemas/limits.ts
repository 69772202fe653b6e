/**
 * Every limit of the system, by name. No imports, so that the snippet can use the values without the schemas.
 * Sizes are bytes of UTF-8, lengths are UTF-16 code units, durations are milliseconds.
 */

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Largest body of a browser request. The fetch standard lets keepalive bodies in flight sum to 64 KiB. */
export const COLLECT_BODY_MAX_BYTES = 65_536;
export const COLLECT_EVENTS_MAX = 100;

/** A form of the visitor's own page. */
export const VISITOR_FORM_MAX_BYTES = 4_096;

export const SERVER_BODY_MAX_BYTES = 4_194_304;
export const SERVER_EVENTS_MAX = 1_000;
export const CONFIGURATION_BODY_MAX_BYTES = 262_144;

export const EVENT_ID_MAX_LENGTH = 64;
export const EVENT_TYPE_MAX_LENGTH = 40;
/** One event after parsing, as JSON. */
export const EVENT_MAX_BYTES = 32_768;
export const EVENT_ITEMS_MAX = 200;
export const EVENT_PARAMS_MAX = 25;
export const PARAM_NAME_MAX_LENGTH = 40;
export const URL_MAX_LENGTH = 2_048;
export const TEXT_MAX_LENGTH = 500;
export const ITEM_TEXT_MAX_LENGTH = 200;
export const ITEM_LINK_MAX_LENGTH = 500;
export const EMAIL_MAX_LENGTH = 254;
export const PHONE_MAX_LENGTH = 32;
export const ANONYMOUS_ID_MAX_BYTES = 128;

/** An event may reach the collector this long after it happened. */
export const EVENT_LATE_MAX_MS = 3 * DAY_MS;
/** With `?import=1`. */
export const EVENT_IMPORT_MAX_MS = 540 * DAY_MS;
/** A device clock that is off by less is believed: small corrections do more harm than good. */
export const CLOCK_SKEW_IGNORED_MS = MINUTE_MS;

/** Recent events of a profile; older ones are folded into lifetime counters. */
export const PROFILE_EVENTS_MAX = 1_000;
/** The same events as they are stored, UTF-16 code units: what is counted at every beacon must be cheap to count. */
export const PROFILE_EVENTS_MAX_LENGTH = 524_288;
/** Digests of folded events, kept so that a repeat is still recognised while it may arrive. */
export const PROFILE_SEEN_IDS_MAX = 4_000;
export const PROFILE_TOUCHES_MAX = 50;

/** Activity that comes this long after the one before begins another visit, as in GA4. */
export const VISIT_GAP_MS = 30 * MINUTE_MS;

/** Events that an explanation lists of each leaf. */
export const EXPLAINED_EVENTS_MAX = 20;
export const PREVIEW_SAMPLE_MAX = 20;
/** Profiles that a preview evaluates in one call of a shard, so that beacons wait little. */
export const PREVIEW_PROFILES_PER_CALL = 500;

export const AUDIENCES_PER_SITE_MAX = 500;
export const AUDIENCE_DEPTH_MAX = 5;
export const AUDIENCE_LEAVES_MAX = 50;
export const AUDIENCE_WINDOW_MAX_MS = 540 * DAY_MS;
export const SEQUENCE_STEPS_MAX = 10;
/** An audience may name an audience that names an audience, and so on: this many in a row. */
export const AUDIENCE_CHAIN_MAX = 5;
export const NOTIFIED_CHANNELS_MAX = 5;

/** RFC 5646 §4.4.1. */
export const LANGUAGE_TAG_MAX_LENGTH = 35;

export const ORIGINS_PER_SITE_MAX = 50;
export const REGION_RULES_MAX = 400;
/** Changes of region rules that wait for approval at the same time. */
export const PENDING_RULES_MAX = 20;
export const KEYS_PER_SITE_MAX = 100;
export const COOKIE_DAYS_MAX = 395;

/** How long an isolate may use a copy of a site's configuration. */
export const SITE_MEMO_MS = 5 * SECOND_MS;

export const EXPORT_MIN_SIZE_DEFAULT = 100;
export const EXPORT_MIN_SIZE_FLOOR = 20;
/** A profile of which only choices are left is kept this much longer than its events: the choices are proof. */
export const CONSENT_PROOF_MS = 1_095 * DAY_MS;
/** Refusals are kept this long, and never more than `QUARANTINE_ROWS_MAX` of a shard. */
export const QUARANTINE_RETENTION_MS = 30 * DAY_MS;
/** What is too old is looked for this often. */
export const RETENTION_EVERY_MS = DAY_MS;
/** Rows of one class that a slice of that looks at, so that beacons wait little. */
export const RETENTION_ROWS_PER_SLICE = 200;

/** Entries and exits are kept this long for `since`; an older cursor is refused. */
export const CHANGE_RETENTION_MS = 90 * DAY_MS;

export const TIMERS_PER_SLICE_MAX = 500;
/** A moved profile whose delivery was interrupted is sent again this much later. */
export const PARCEL_RETRY_MS = 5 * SECOND_MS;
/** Profiles that a change of configuration brings up to date in one transaction, so that beacons wait little. */
export const SWEEP_PROFILES_PER_SLICE = 50;
/** The pause after such a transaction, as a share of the time that it took: a busy machine is left alone for longer. */
export const SWEEP_PAUSE_SHARE = 0.7;
/** Such transactions in one alarm, one after the other with beacons in between. */
export const SWEEP_SLICES_PER_ALARM = 20;
export const QUARANTINE_ROWS_MAX = 1_000;

export const CHANNELS_PER_SITE_MAX = 50;
/** Of the key in a Standard Webhooks secret. */
export const WEBHOOK_SECRET_MIN_BYTES = 24;
export const WEBHOOK_SECRET_MAX_BYTES = 64;
/** A receiver that has not begun to answer by then has failed. What it answers is not read. */
export const WEBHOOK_TIMEOUT_MS = 5 * SECOND_MS;
/** RFC 1035 §2.3.4. */
export const HOST_MAX_LENGTH = 253;
/** `Name <address>`. */
export const SENDER_MAX_LENGTH = 320;
/** A key, token or password of a channel. */
export const CHANNEL_SECRET_MAX_LENGTH = 500;
/** A provider that has not answered by then, its answer read, has failed. */
export const PROVIDER_TIMEOUT_MS = 10 * SECOND_MS;
/** More of a provider's answer is not read. */
export const PROVIDER_ANSWER_MAX_BYTES = 65_536;
/** A mail server may take so long for one reply, and for the last one, with which it takes the message over. */
export const SMTP_REPLY_TIMEOUT_MS = 10 * SECOND_MS;
export const SMTP_TAKEOVER_TIMEOUT_MS = 30 * SECOND_MS;
/** All that is said about one message, from the greeting on. */
export const SMTP_CONVERSATION_MAX_MS = MINUTE_MS;
/** One reply of a mail server, all its lines. RFC 5321 §4.5.3.1.5 gives 512 to a line. */
export const SMTP_REPLY_MAX_BYTES = 16_384;
/** RFC 5322 §2.1.1: a header field, which is not folded. */
export const HEADER_LINE_MAX_LENGTH = 998;
/** Reports of a provider, many messages in one. */
export const FEEDBACK_BODY_MAX_BYTES = 1_048_576;
/** Standard Webhooks: how far a signature's time may be off. */
export const WEBHOOK_TOLERANCE_MS = 5 * MINUTE_MS;
/** The same where a provider repeats a report with its first signature: their retries end within a day. */
export const FEEDBACK_TOLERANCE_MS = DAY_MS;
/** Reports of one request that are told to shards at the same time. */
export const FEEDBACK_PARALLEL_MAX = 20;
export const OUTBOX_BATCH_MAX = 60;
/** Deliveries of one shard at the same time: a Worker has six connections. */
export const OUTBOX_PARALLEL_MAX = 6;
/** Sending that was cut off begins again at most this much later. */
export const OUTBOX_RESUME_MS = MINUTE_MS;
/** A delivery that fails when it is this old is given up. */
export const DELIVERY_AGE_MAX_MS = 3 * DAY_MS;
/** No receiver puts off its next delivery for longer. */
export const RETRY_AFTER_MAX_MS = DAY_MS;
/** What was given up can be replayed this long. */
export const DEAD_LETTER_RETENTION_MS = 30 * DAY_MS;
/** Dead letters of one answer, and of one replay per shard. */
export const DEAD_LETTERS_MAX = 1_000;

/** An erasure that was interrupted goes on this much later. */
export const ERASURE_RETRY_MS = 5 * SECOND_MS;
/**
 * The exit of an erased member stays in the feed of its audience this long, so that platforms learn whom to remove; then
 * the id goes, and older cursors are refused. GDPR Art. 12(3) gives a month for telling and doing.
 */
export const ERASURE_NOTICE_MS = 30 * DAY_MS;
/** Nothing older than an import may be, and no cookie older than 395 days, comes back: then tombstones may go. */
export const TOMBSTONE_LIFE_MS = EVENT_IMPORT_MAX_MS;
/** Receipts name nobody; they are proof for as long as claims are usually brought. */
export const RECEIPT_RETENTION_MS = 3 * 365 * DAY_MS;

/** Events a browser keeps while it cannot reach the collector; the oldest are dropped first. */
export const OFFLINE_EVENTS_MAX = 1_000;

/** Entries of the audit in one answer. */
export const AUDIT_PAGE_MAX = 1_000;
/** Links of a hash chain that one call computes again. */
export const AUDIT_ENTRIES_PER_CHECK = 20_000;
export const CHECKPOINT_BODY_MAX_BYTES = 1_048_576;

export const CAMPAIGNS_PER_SITE_MAX = 500;
/** Of all campaigns of a site together, as they are stored. */
export const CAMPAIGNS_LENGTH_PER_SITE_MAX = 4_000_000;
export const CREATIVES_PER_CAMPAIGN_MAX = 50;
export const CAPS_PER_CAMPAIGN_MAX = 20;
export const PLACEMENTS_PER_CAMPAIGN_MAX = 50;
export const PLACEMENTS_PER_DECISION_MAX = 20;
export const CREATIVE_HTML_MAX_LENGTH = 50_000;
export const CREATIVE_SIDE_MAX_PX = 4_096;
/** A reserved creative that nobody renews or confirms frees its place after this long. */
export const RESERVATION_LIFE_MS = MINUTE_MS;
/** Reservations of one profile that live at the same time: some screens full of placements in some tabs. */
export const LIVE_RESERVATIONS_MAX = 200;
/** What a sliding cap looks back on is not kept for longer. */
export const CAP_WINDOW_MAX_MS = 540 * DAY_MS;
/** Without anything happening for so long the next exposure is of a new session. */
export const SESSION_GAP_MS = 30 * MINUTE_MS;
/** Exposures of one profile that are listed; older ones are counters. */
export const EXPOSURES_MAX = 200;
/** Least share of a live creative in a bandit, as long as there is room for all. */
export const BANDIT_FLOOR = 0.05;
/** Simulated contests from which shares are worked out. */
export const BANDIT_ROUNDS = 500;
/** Shares are worked out anew when they are this old. */
export const BANDIT_SHARES_LIFE_MS = MINUTE_MS;
/** Exposures of one creative to one profile that are told apart; more are counted with the last. */
export const EXPOSURE_NUMBERS_MAX = 10;
/** How long the results of creatives are kept. */
export const CREATIVE_RESULTS_DAYS = 400;
/** The first days of a creative, which its last ones are measured against, and how often it must have been seen in both. */
export const FATIGUE_DAYS = 7;
export const FATIGUE_SEEN_MIN = 100;
/** The most of a campaign's total that one shard gets at once. */
export const TOTAL_LEASE_MAX = 100;
/** A shard that was told that a total is used up asks again after this long: others may have given something back. */
export const TOTAL_EXHAUSTED_MS = 10 * SECOND_MS;
/** How long after a click, and after a view, a goal counts as its success. */
export const CLICK_WINDOW_MS = 30 * DAY_MS;
export const VIEW_WINDOW_MS = DAY_MS;

/** A merge of two contacts can be undone this long, and this many of those that one shard keeps. */
export const MERGE_REVERSAL_MS = 30 * DAY_MS;
export const MERGES_PER_SHARD_MAX = 1_000;
/** What one contact told about itself. */
export const ATTRIBUTES_MAX = 50;
