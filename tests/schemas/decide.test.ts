import { describe, expect, test } from "vitest";
import {
  ConfirmedState,
  ConfirmRequest,
  DecideRequest,
  ServerConfirmRequest,
  ServerDecideRequest,
} from "../../schemas/decide.ts";
import { ANONYMOUS_ID_MAX_BYTES, PLACEMENTS_PER_DECISION_MAX } from "../../schemas/limits.ts";

type Schema =
  typeof DecideRequest | typeof ServerDecideRequest | typeof ConfirmRequest | typeof ServerConfirmRequest;
const pointersOf = (schema: Schema, body: unknown): string[] =>
  (schema.safeParse(body).error?.issues ?? []).map(({ path }) => `/${path.join("/")}`);

const heroes = (count: number) => Array.from({ length: count }, (_, n) => `hero-${n}`);

describe.each<[string, typeof DecideRequest | typeof ServerDecideRequest]>([
  ["a page", DecideRequest],
  ["a server", ServerDecideRequest],
])("%s that asks for a decision", (_, schema) => {
  test("names placements, the same one as often as it is on the page", () => {
    expect(schema.parse({ placements: ["hero", "hero"] })).toEqual({ placements: ["hero", "hero"] });
  });

  test("may say what a later version understands: it is ignored", () => {
    expect(schema.parse({ placements: ["hero"], later: 1 })).toEqual({ placements: ["hero"] });
  });

  test.each<[string, object, string]>([
    ["no placements", {}, "/placements"],
    ["an empty list", { placements: [] }, "/placements"],
    ["a single one", { placements: "hero" }, "/placements"],
    ["what is no name of one", { placements: ["hero", "Hero"] }, "/placements/1"],
    ["nothing", { placements: [null] }, "/placements/0"],
  ])("with %s is refused where it lies", (_name, body, pointer) => {
    expect(pointersOf(schema, body)).toEqual([pointer]);
  });

  test.each([
    [PLACEMENTS_PER_DECISION_MAX - 1, []],
    [PLACEMENTS_PER_DECISION_MAX, []],
    [PLACEMENTS_PER_DECISION_MAX + 1, ["/placements"]],
  ])("with %d placements has the faults %j", (count, faults) => {
    expect(pointersOf(schema, { placements: heroes(count) })).toEqual(faults);
  });
});

describe("a page's decision", () => {
  test("is with the consent that it knows of", () => {
    const body = {
      placements: ["hero"],
      sent_at: 2,
      consent: { ad_storage: "denied" },
      consent_at: 1,
      gpc: true,
    };
    expect(DecideRequest.parse(body)).toEqual(body);
  });

  test.each<[string, object, string]>([
    ["a purpose that is neither", { consent: { ad_storage: "perhaps" } }, "/consent/ad_storage"],
    ["a time in parts of a millisecond", { sent_at: 0.5 }, "/sent_at"],
    ["a time before 1970", { consent_at: -1 }, "/consent_at"],
    ["a signal that is no yes or no", { gpc: "1" }, "/gpc"],
  ])("with %s is refused where it lies", (_, fields, pointer) => {
    expect(pointersOf(DecideRequest, { placements: ["hero"], ...fields })).toEqual([pointer]);
  });
});

describe.each<[string, typeof ConfirmRequest | typeof ServerConfirmRequest]>([
  ["a page", ConfirmRequest],
  ["a server", ServerConfirmRequest],
])("%s that confirms", (_, schema) => {
  test.each(ConfirmedState.options)("says that something was %s", (state) => {
    expect(schema.parse({ reservation: "r", state })).toEqual({ reservation: "r", state });
  });

  test.each<[string, object, string[]]>([
    ["no reservation", { state: "viewable" }, ["/reservation"]],
    ["no state", { reservation: "r" }, ["/state"]],
    ["a state that there is not", { reservation: "r", state: "reserved" }, ["/state"]],
    ["a token of 127 characters", { reservation: "r".repeat(127), state: "viewable" }, []],
    ["a token of 128 characters", { reservation: "r".repeat(128), state: "viewable" }, []],
    ["a token of 129 characters", { reservation: "r".repeat(129), state: "viewable" }, ["/reservation"]],
  ])("with %s has these faults", (_name, body, pointers) => {
    expect(pointersOf(schema, body)).toEqual(pointers);
  });
});

test.each([
  [ANONYMOUS_ID_MAX_BYTES - 1, []],
  [ANONYMOUS_ID_MAX_BYTES, []],
  [ANONYMOUS_ID_MAX_BYTES + 1, ["/anonymous_id"]],
])("a caller's own id of %d bytes has the faults %j", (length, faults) => {
  for (const id of ["x".repeat(length), "é".repeat(length / 2) + "x".repeat(length % 2)])
    expect(pointersOf(ServerDecideRequest, { placements: ["hero"], anonymous_id: id })).toEqual(faults);
});
