import * as fc from "fast-check";
import { expect, test } from "vitest";
import { CapScope } from "../../../schemas/campaign.ts";
import { type Candidate, isTogether, scopeKey } from "../../../worker/domain/campaign/exposure.ts";

const name = fc.constantFrom("a", "b", "a-b", "constructor");
const candidate: fc.Arbitrary<Candidate> = fc.record({
  campaign: name,
  creative: name,
  placement: name,
  channel: fc.constantFrom("onsite" as const, "email" as const),
});

test("what is listed and what is counters only are of the same scope in the same cases", () => {
  fc.assert(
    fc.property(fc.constantFrom(...CapScope.options), candidate, candidate, (scope, one, other) => {
      expect(isTogether(scope, one, other)).toBe(scopeKey(scope, one) === scopeKey(scope, other));
    }),
    { numRuns: 1_000 },
  );
});
