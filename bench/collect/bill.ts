import { OBJECT_GIGABYTES, PRICES } from "./prices.ts";

/** What was counted, for one beacon of a visit. */
export interface BeaconCounts {
  readonly eventsPerBeacon: number;
  readonly cpuMs: number;
  readonly objectRequests: number;
  readonly rowsWritten: number;
  /** By time alone, after the visit: the beacon's share. */
  readonly rowsWrittenLater: number;
  readonly rowsRead: number;
  /** On disk, with its part of the profile. */
  readonly storedEventBytes: number;
}

/** What no count tells: the shop. */
export const SHOP = {
  eventsPerVisitor: 25,
  eventsPerDay: 100e6,
  /** As many as hold its bytes at 8 GB each. */
  shards: 450,
  monthsStored: 2,
} as const;

const EVENTS = 1e6;
const SECONDS_PER_DAY = 86_400;

/** US dollars for a million events, by item. */
export type Bill = Readonly<
  Record<
    | "Worker requests"
    | "CPU"
    | "object requests"
    | "rows written"
    | "rows written later"
    | "rows read"
    | "objects awake"
    | "storage",
    number
  >
>;

export const billOf = (counts: BeaconCounts): Bill => {
  const beacons = EVENTS / counts.eventsPerBeacon;
  const awakeGigabyteSeconds = SHOP.shards * SECONDS_PER_DAY * OBJECT_GIGABYTES;
  // A profile keeps its newest thousand events, so that a visitor's stay as long as the visitor.
  const storedGigabytes = (EVENTS * counts.storedEventBytes) / 1e9;
  return {
    "Worker requests": beacons * PRICES.workerRequest,
    CPU: beacons * counts.cpuMs * PRICES.workerCpuMs,
    "object requests": beacons * counts.objectRequests * PRICES.objectRequest,
    "rows written": beacons * counts.rowsWritten * PRICES.rowWritten,
    "rows written later": beacons * counts.rowsWrittenLater * PRICES.rowWritten,
    "rows read": beacons * counts.rowsRead * PRICES.rowRead,
    "objects awake": (awakeGigabyteSeconds * PRICES.gigabyteSecond * EVENTS) / SHOP.eventsPerDay,
    storage: storedGigabytes * SHOP.monthsStored * PRICES.gigabyteMonth,
  };
};

export const totalOf = (bill: Bill): number => Object.values(bill).reduce((sum, item) => sum + item, 0);

/** What beacons cost when they come; the rest follows by time. */
export const onArrivalOf = (bill: Bill): number => countedPartOf(bill) - bill["rows written later"];

/** The part that grows with the traffic, whatever the shop keeps and however many shards it has. */
export const countedPartOf = (bill: Bill): number => totalOf(bill) - bill["objects awake"] - bill.storage;
