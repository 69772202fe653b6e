import { decodeLedger, ledgerOfText, type LedgerRow, ledgerText } from "../campaign/codec.ts";
import type { BotMark } from "../../../schemas/bot.ts";
import type { DeviceClass } from "../../../schemas/audience.ts";
import type { Choices } from "../consent/choices.ts";
import { type BrowserLinks, NO_LINKS } from "../identity/browser-links.ts";
import { NO_OUTREACH, type Outreach } from "../outreach/outreach.ts";
import type { Touch } from "../profile-state.ts";
import { type EventRow, keepLogText, logText } from "./log-text.ts";
import { type FoldedCounts, type Head, type History, NO_ENTRIES, type Profile } from "./profile.ts";

/**
 * The stored form of a profile: JSON texts of arrays instead of objects, because the names of the fields would be half of
 * the bytes. New fields are appended at the end and have a default when they are missing. The ledger has a text of its
 * own: decisions change nothing else.
 */
export type StandingRow = [
  id: string,
  version: number,
  enteredAt: number | null,
  nextFlipAt: number | null,
  truncated: 0 | 1,
  /** Number of the feed's entry. */
  entry?: number,
];
export type HeadRow = [
  firstSeenAt: number,
  lastSeenAt: number,
  country: string | null,
  subdivision: string | null,
  gpc: 0 | 1,
  choices: Choices,
  evaluatedVersion: number,
  standings: StandingRow[],
  timerAt: number | null,
  isExportable: 0 | 1,
  isShared: 0 | 1,
  device?: DeviceClass | null,
  language?: string | null,
  accountDomain?: string | null,
  consentRecord?: number | null,
  wakeAt?: number | null,
  bot?: BotMark,
];
type HistoryRow = [
  log: EventRow[],
  folded: Record<string, FoldedCounts>,
  foldedUntil: number | null,
  seen: number[],
  touches: Touch[],
  adopted: string[],
  forgottenUntil?: number | null,
  /** Only in rows from before the ledger had a text of its own. */
  ledger?: LedgerRow | null,
  outreach?: Outreach | null,
  links?: BrowserLinks,
];

/** Where in a stored history the journeys are that a contact is in, as SQLite names places in JSON. */
export const INSTANCES_PATH = "$[8].journeys.instances";
/** Where a stored history has its touches, and what a contact told of itself: JSON paths. */
export const TOUCHES_PATH = "$[4]";
export const ATTRIBUTES_PATH = "$[8].attributes";

/** What most heads have nothing of. */
const rare = ({ wakeAt, bot }: Head): [] | [number] | [number | null, BotMark] => {
  if (bot !== null) return [wakeAt, bot];
  return wakeAt === null ? [] : [wakeAt];
};

/** Where a stored head has the mark of bots, as SQLite names places in JSON. */
export const BOT_PATH = "$[16]";

const bit = (flag: boolean): 0 | 1 => (flag ? 1 : 0);

const entryOf = ({ entries }: Head, audience: string): [] | [number] => {
  const entry = entries.get(audience);
  return entry === undefined ? [] : [entry];
};

export const encodeHead = (head: Head): string => {
  const standings = Object.entries(head.standings).map(([id, standing]): StandingRow => [
    id,
    standing.version,
    standing.enteredAt,
    standing.nextFlipAt,
    bit(standing.truncated),
    ...entryOf(head, id),
  ]);
  const row: HeadRow = [
    head.firstSeenAt,
    head.lastSeenAt,
    head.region.country,
    head.region.subdivision,
    bit(head.gpc),
    head.choices,
    head.evaluatedVersion,
    standings,
    head.timerAt,
    bit(head.isExportable),
    bit(head.isShared),
    head.device,
    head.language,
    head.accountDomain,
    head.consentRecord,
    ...rare(head),
  ];
  return JSON.stringify(row);
};

export const decodeHead = (text: string): Head => {
  const [
    firstSeenAt,
    lastSeenAt,
    country,
    subdivision,
    gpc,
    choices,
    evaluatedVersion,
    rows,
    timerAt,
    isExportable,
    isShared,
    device = null,
    language = null,
    accountDomain = null,
    consentRecord = null,
    wakeAt = null,
    bot = null,
  ] = JSON.parse(text) as HeadRow;
  const standings: Head["standings"] = Object.fromEntries(
    rows.map(([id, version, enteredAt, nextFlipAt, truncated]) => [
      id,
      { version, enteredAt, nextFlipAt, truncated: truncated === 1 },
    ]),
  );
  const told = rows.flatMap(([id, , , , , entry]) => (entry === undefined ? [] : [[id, entry] as const]));
  return {
    firstSeenAt,
    lastSeenAt,
    region: { country, subdivision },
    gpc: gpc === 1,
    choices,
    evaluatedVersion,
    standings,
    entries: told.length === 0 ? NO_ENTRIES : new Map(told),
    timerAt,
    isExportable: isExportable === 1,
    isShared: isShared === 1,
    device,
    language,
    accountDomain,
    consentRecord,
    wakeAt,
    bot,
  };
};

/** Before the events, in a stored history. */
const LOG_AT = "[[".length;

/** Everything but the ledger. */
export const encodeHistory = (history: History): string => {
  const { log, folded, foldedUntil, seen, touches, adopted, forgottenUntil } = history;
  const { outreach, links } = history;
  const rest = JSON.stringify([folded, foldedUntil, seen, touches, adopted, forgottenUntil]).slice(1, -1);
  const isLinked = links !== NO_LINKS;
  const isWritten = outreach !== NO_OUTREACH;
  // Where rows of before have the ledger there is nothing.
  const written = isWritten ? `,null,${JSON.stringify(outreach)}` : isLinked ? ",null,null" : "";
  const linked = isLinked ? `,${JSON.stringify(links)}` : "";
  const events = logText(log);
  const text = `[[${events}],${rest}${written}${linked}]`;
  // A part of the one text, in place of a chain of all that was ever added to it.
  keepLogText(log, text.slice(LOG_AT, LOG_AT + events.length));
  return text;
};

/** Without a text of its own the ledger is where rows of before have it. */
export const decodeHistory = (text: string, ledger?: string | null): History => {
  const [
    rows,
    folded,
    foldedUntil,
    seen,
    touches,
    adopted,
    forgottenUntil = null,
    shown = null,
    outreach = null,
    links = NO_LINKS,
  ] = JSON.parse(text) as HistoryRow;
  const log = rows.map(([id, type, at, n, digest, collectedFor, fields]) => ({
    id,
    type,
    at,
    n,
    digest,
    collectedFor,
    fields,
  }));
  return {
    log,
    folded,
    foldedUntil,
    seen,
    forgottenUntil,
    touches,
    adopted,
    ledger: ledger === null || ledger === undefined ? decodeLedger(shown) : ledgerOfText(ledger),
    outreach: outreach ?? NO_OUTREACH,
    links,
  };
};

/** A profile as columns. */
export interface ProfileRow {
  readonly id: string;
  readonly head: string;
  readonly history: string;
  /** Missing in what was stored when the history held it too. */
  readonly ledger?: string | null;
}

export const encodeProfile = (profile: Profile): Required<ProfileRow> => ({
  id: profile.id,
  head: encodeHead(profile.head),
  history: encodeHistory(profile.history),
  ledger: ledgerText(profile.history.ledger),
});

/** Notes where in the text that a history was decoded from its log stands. */
export const recallLog = ({ log }: History, text: string, length: number): void =>
  keepLogText(log, text.slice(LOG_AT, LOG_AT + length));

export const decodeProfile = (row: ProfileRow): Profile => ({
  id: row.id,
  head: decodeHead(row.head),
  history: decodeHistory(row.history, row.ledger),
});
