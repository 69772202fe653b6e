import type { ConsentState, Purpose } from "../../../schemas/consent.ts";
import { NOTICES } from "../../../schemas/notice/notices.ts";
import { PURPOSES } from "./choices.ts";
import type { ConsentRecord } from "./consent-record.ts";

/** A record with its name and the pseudonym it is about. */
export interface NamedRecord {
  readonly id: string;
  readonly subject: string;
  readonly record: ConsentRecord;
}

/** Who asks for consent. */
export interface Controller {
  readonly name: string;
  readonly url: string | null;
  readonly retentionDays: number;
}

const CONTROLLER = "controller";
const DATA_SUBJECT = "pii-principal";

/** One choice about one purpose, as an event of ISO/IEC TS 27560. */
interface ReceiptEvent {
  readonly event_time: string;
  readonly event_type: "explicit";
  readonly event_state: "consent given" | "consent refused" | "consent withdrawn";
  readonly entity_id: typeof DATA_SUBJECT;
  readonly record_id: string;
}

const stateOf = (state: ConsentState, wasGranted: boolean): ReceiptEvent["event_state"] =>
  state === "granted" ? "consent given" : wasGranted ? "consent withdrawn" : "consent refused";

/** What happened to one purpose, oldest first. */
const eventsOf = (purpose: Purpose, records: readonly NamedRecord[]): ReceiptEvent[] => {
  let isGranted = false;
  return records.flatMap(({ id, record }) => {
    const choice = record.purposes[purpose];
    if (choice === undefined || !record.changed.includes(purpose)) return [];
    const event: ReceiptEvent = {
      event_time: new Date(choice.at).toISOString(),
      event_type: "explicit",
      event_state: stateOf(choice.state, isGranted),
      entity_id: DATA_SUBJECT,
      record_id: id,
    };
    isGranted = choice.state === "granted";
    return [event];
  });
};

const jurisdictionOf = ({ region: { country, subdivision } }: ConsentRecord): string | null =>
  country === null || subdivision === null ? country : `${country}-${subdivision}`;

/**
 * What somebody chose and when, for that person to keep: fields of ISO/IEC TS 27560:2023 (header, processing, parties,
 * events). `records` are all about one contact or visitor, oldest first, at least one.
 */
export const consentReceipt = (
  records: readonly NamedRecord[],
  { name, url, retentionDays }: Controller,
  now: number,
): Readonly<Record<string, unknown>> => {
  const newest = records.at(-1);
  if (newest === undefined) throw new Error("a receipt is about a record");
  const purposes = PURPOSES.flatMap((purpose) => {
    const events = eventsOf(purpose, records);
    return events.length === 0
      ? []
      : [
          {
            purpose_id: purpose,
            purpose: NOTICES.en.page.purposes[purpose].title,
            lawful_basis: "consent",
            pii_controllers: [CONTROLLER],
            collection_method: newest.record.purposes[purpose]?.source ?? null,
            retention_period: `P${retentionDays}D`,
            jurisdiction: jurisdictionOf(newest.record),
            event: events,
          },
        ];
  });
  return {
    schema_version: "ISO/IEC TS 27560:2023",
    record_id: newest.id,
    pii_principal_id: newest.subject,
    issued_at: new Date(now).toISOString(),
    global_privacy_control: newest.record.gpc,
    pii_processing: purposes,
    cleared: records.flatMap(({ id, record }) =>
      record.cleared.map(({ place, removed, at }) => ({
        record_id: id,
        place,
        removed,
        at: new Date(at).toISOString(),
      })),
    ),
    party_identification: [
      { party_id: CONTROLLER, party_name: name, party_url: url, party_role: CONTROLLER },
    ],
  };
};
