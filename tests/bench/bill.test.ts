import { expect, test } from "vitest";
import { billOf, countedPartOf, onArrivalOf, SHOP, totalOf } from "../../bench/collect/bill.ts";

const counts = {
  eventsPerBeacon: 4,
  cpuMs: 2,
  objectRequests: 1,
  rowsWritten: 2,
  rowsWrittenLater: 4,
  rowsRead: 3,
  storedEventBytes: 500,
};

test("a bill prices each count of a million events by the list", () => {
  const bill = billOf(counts);
  const rounded = Object.fromEntries(
    Object.entries(bill).map(([item, dollars]) => [item, dollars.toFixed(5)]),
  );
  // 250,000 beacons; half a gigabyte for 2 months; a hundredth of the day's 450 × 86,400 × 0.128 GB-seconds.
  expect(SHOP).toEqual({ eventsPerVisitor: 25, eventsPerDay: 100e6, shards: 450, monthsStored: 2 });
  expect(rounded).toEqual({
    "Worker requests": "0.07500",
    CPU: "0.01000",
    "object requests": "0.03750",
    "rows written": "0.50000",
    "rows written later": "1.00000",
    "rows read": "0.00075",
    "objects awake": "0.62208",
    storage: "0.20000",
  });
  expect(totalOf(bill)).toBeCloseTo(2.44533, 4);
  expect(countedPartOf(bill)).toBeCloseTo(1.62325, 4);
  expect(onArrivalOf(bill)).toBeCloseTo(0.62325, 4);
});

test("more events in a beacon share what the beacon costs, not what they take on disk", () => {
  const [few, many] = [billOf(counts), billOf({ ...counts, eventsPerBeacon: 8 })];
  expect(many["rows written"]).toBeCloseTo(few["rows written"] / 2);
  expect(many.storage).toBe(few.storage);
});
