import { type Figure, figureOf } from "../figure.ts";
import { type RowsWritten, statementsOf } from "../servers/row-counter.ts";
import { billOf, countedPartOf, onArrivalOf, SHOP, totalOf } from "./bill.ts";
import type { CountedBeacons } from "./count-beacons.ts";
import type { StoredSize } from "./stored-size.ts";

/** Events a beacon that the bill is made out for: about what the snippet sends of a page view. */
export const BILLED_EVENTS = 3;

const READINGS: readonly (readonly [name: string, unit: string, read: (counted: RowsWritten) => number])[] = [
  ["rows written", "rows", ({ rowsEach }) => rowsEach],
  ["rows read", "rows", ({ rowsReadEach }) => rowsReadEach],
  ["object requests", "requests", ({ callsEach }) => callsEach],
];

const nameOf = (eventsPerBeacon: number): string =>
  eventsPerBeacon === 1 ? "1 event a beacon" : `${eventsPerBeacon} events a beacon`;

const figuresOf = (counted: CountedBeacons): Figure[] => {
  const { eventsPerBeacon, bytesSent, first, visit, later } = counted;
  const beacon = nameOf(eventsPerBeacon);
  return [
    ...READINGS.flatMap(([name, unit, read]) => [
      figureOf(`${name}, ${beacon}, first of a visit`, unit, [read(first)]),
      figureOf(`${name}, ${beacon}, mean of a visit`, unit, [read(visit)]),
      figureOf(`${name}, ${beacon}, after the visit`, unit, [read(later)]),
      figureOf(`${name} an event, ${beacon}`, unit, [read(visit) / eventsPerBeacon]),
    ]),
    figureOf(`bytes sent, ${beacon}`, "B", [bytesSent]),
    figureOf(`bytes sent an event, ${beacon}`, "B", [bytesSent / eventsPerBeacon]),
  ];
};

/** Rows, calls and bytes; `later` is what time writes after a visit. */
export const countFigures = (
  counted: readonly CountedBeacons[],
  later: RowsWritten,
  stored: StoredSize,
): Figure[] => [
  ...counted.flatMap(figuresOf),
  figureOf("rows written later, by time alone, a visit", "rows", [later.rowsEach]),
  figureOf("stored profile, text", "characters", [stored.textLength / stored.profiles]),
  figureOf("stored profile, files", "B", [stored.fileBytes / stored.profiles]),
  figureOf("events in a stored profile", "events", [stored.events / stored.profiles]),
  figureOf("stored event, files", "B", [stored.fileBytes / stored.events]),
];

export const countNotes = (counted: readonly CountedBeacons[], byTime: RowsWritten): string[] => [
  ...counted.flatMap(({ eventsPerBeacon, first, visit, later }) => [
    `rows, ${nameOf(eventsPerBeacon)}, first: ${statementsOf(first)}`,
    `rows, ${nameOf(eventsPerBeacon)}, mean of a visit: ${statementsOf(visit)}`,
    `rows, ${nameOf(eventsPerBeacon)}, after the visit: ${statementsOf(later)}`,
  ]),
  `rows written later, by time alone in 200 days without another visit: ${statementsOf(byTime)}`,
];

const dollars = (name: string, value: number): Figure =>
  figureOf(`bill of a million events, ${name}`, "$", [value]);

/** What Cloudflare would charge, from the counts. */
export const billFigures = (
  counted: readonly CountedBeacons[],
  later: RowsWritten,
  stored: StoredSize,
  cpuMs: number | null,
): Figure[] => {
  const billed = counted.find(({ eventsPerBeacon }) => eventsPerBeacon === BILLED_EVENTS);
  if (billed === undefined) return [];
  const { callsEach, rowsEach, rowsReadEach } = billed.visit;
  const bill = billOf({
    eventsPerBeacon: BILLED_EVENTS,
    cpuMs: cpuMs ?? 0,
    objectRequests: callsEach,
    rowsWritten: rowsEach,
    rowsWrittenLater: (later.rowsEach * BILLED_EVENTS) / SHOP.eventsPerVisitor,
    rowsRead: rowsReadEach,
    storedEventBytes: stored.fileBytes / stored.events,
  });
  return [
    ...Object.entries(bill).map(([name, value]) => dollars(name, value)),
    dollars("when it arrives", onArrivalOf(bill)),
    dollars("what grows with the traffic", countedPartOf(bill)),
    dollars("all", totalOf(bill)),
  ];
};

export const BILL_NOTE = `bill: ${BILLED_EVENTS} events a beacon, Cloudflare's list prices, nothing taken off; a shop of ${SHOP.eventsPerDay / 1e6} million events a day, ${SHOP.eventsPerVisitor} a visitor, ${SHOP.shards} shards of 8 GB never asleep, events kept ${SHOP.monthsStored} months; CPU is all that the local process took, 0 where no file tells it`;
