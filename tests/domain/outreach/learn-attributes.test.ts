import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ATTRIBUTES_MAX } from "../../../schemas/limits.ts";
import { learnAttributes } from "../../../worker/domain/outreach/learn-attributes.ts";
import { NO_OUTREACH, type Outreach } from "../../../worker/domain/outreach/outreach.ts";
import { applyBatch } from "../../../worker/domain/profile/apply-batch.ts";
import type { StoredEvent } from "../../../worker/domain/profile-state.ts";
import { arrivalOf, CONTACT, eventOf, rulesOf } from "../profile/sample.ts";

type Params = NonNullable<StoredEvent["fields"]["params"]>;

const told = (at: number, params: Params, type = "identify"): StoredEvent =>
  eventOf(`e${at}${JSON.stringify(params)}`, at, { type, fields: { params } });

const valuesOf = ({ attributes }: Outreach) =>
  Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]));

test("the newest of each name is kept under the name as given", () => {
  const first = learnAttributes(NO_OUTREACH, [
    told(2, { first_name: "Ada", vip: true }),
    told(3, { first_name: "Ada L." }),
  ]);
  expect(first.attributes).toEqual({ first_name: { value: "Ada L.", at: 3 }, vip: { value: true, at: 2 } });
  expect(valuesOf(learnAttributes(first, [told(1, { first_name: "old", Size: 42 })]))).toEqual({
    first_name: "Ada L.",
    vip: true,
    Size: 42,
  });
});

test("nothing changes where nothing is told, or something else than an identification tells it", () => {
  expect(learnAttributes(NO_OUTREACH, [told(1, { plan: "a" }, "sign_up"), told(2, {})])).toBe(NO_OUTREACH);
});

test.each([ATTRIBUTES_MAX - 1, ATTRIBUTES_MAX, ATTRIBUTES_MAX + 1])(
  "of %d names the newest stay",
  (count) => {
    const events = Array.from({ length: count }, (_, n) => told(n, { [`name${n}`]: n }));
    const names = Object.keys(learnAttributes(NO_OUTREACH, events).attributes);
    expect(names).toHaveLength(Math.min(count, ATTRIBUTES_MAX));
    expect(names).toContain(`name${count - 1}`);
    expect(names.includes("name0")).toBe(count <= ATTRIBUTES_MAX);
  },
);

test("the order in which it is told does not matter", () => {
  const event = fc
    .tuple(fc.nat(3), fc.constantFrom("a", "b"), fc.nat(3))
    .map(([at, name, value]) => told(at, { [name]: value }));
  fc.assert(
    fc.property(fc.array(event, { maxLength: 6 }), (events) => {
      const forth = learnAttributes(NO_OUTREACH, events);
      const back = events.toReversed().reduce((known, one) => learnAttributes(known, [one]), NO_OUTREACH);
      expect(valuesOf(back)).toEqual(valuesOf(forth));
    }),
  );
});

test("a batch teaches what it brings once it was accepted, and a repeat nothing", () => {
  const arrival = arrivalOf([told(5, { first_name: "Ada" })]);
  const first = applyBatch(CONTACT, null, arrival, rulesOf([]), 10);
  expect(first.profile?.history.outreach.attributes).toEqual({ first_name: { value: "Ada", at: 5 } });
  const denied = applyBatch(CONTACT, null, arrival, rulesOf([], { mode: "opt-in" }), 10);
  expect(denied.profile).toBeNull();
});
