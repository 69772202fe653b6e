import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TOTAL_LEASE_MAX } from "../../../schemas/limits.ts";
import { leaseOf } from "../../../worker/domain/campaign/lease.ts";

test.each([
  [10_000, 0, 4, TOTAL_LEASE_MAX],
  [160, 0, 4, 10],
  [16, 0, 4, 1],
  [5, 4, 4, 1],
  [5, 5, 4, 0],
  [5, 9, 4, 0],
  [0, 0, 4, 0],
])("of a total of %i with %i given and %i shards a lease is %i", (limit, given, shards, lease) => {
  expect(leaseOf(limit, given, shards)).toBe(lease);
});

test("however often shards ask, they get the total and no more", () => {
  fc.assert(
    fc.property(fc.nat(3_000), fc.integer({ min: 1, max: 64 }), (limit, shards) => {
      let given = 0;
      for (let lease = leaseOf(limit, given, shards); lease > 0; lease = leaseOf(limit, given, shards))
        given += lease;
      expect(given).toBe(limit);
    }),
    { numRuns: 100 },
  );
});
