import { describe, expect, test } from "vitest";
import { JourneyDefinition, type JourneyInput } from "../../schemas/journey.ts";
import { CAPS_PER_CAMPAIGN_MAX } from "../../schemas/limits.ts";
import {
  BRANCHES_PER_STEP_MAX,
  JOURNEY_STEPS_PER_LIST_MAX,
  MESSAGE_HTML_MAX_LENGTH,
  MESSAGE_TEXT_MAX_LENGTH,
  SUBJECT_MAX_LENGTH,
} from "../../schemas/limits-outreach.ts";

const MINIMAL: JourneyInput = {
  name: "Welcome",
  status: "live",
  enter: { event: "sign_up" },
  steps: [{ wait: "1h" }],
};

const isFine = (fields: object): boolean => JourneyDefinition.safeParse({ ...MINIMAL, ...fields }).success;
const sending = (fields: object) => ({ steps: [{ send: { channel: "email", ...fields } }] });
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** One list of a branch. */
const when = (steps: object[]) => ({
  if: { event: "purchase" },
  // oxlint-disable-next-line unicorn/no-thenable -- the field's name; nothing awaits it
  then: steps,
});

test("a journey of which only the necessary is said has the documented defaults", () => {
  expect(JourneyDefinition.parse(MINIMAL)).toEqual({
    ...MINIMAL,
    key: null,
    filter: null,
    restart_on: ["add_to_cart", "remove_from_cart"],
    reentry: "after_exit",
    reentry_after: null,
    exit: null,
    exit_on_leave: false,
    quiet_hours: null,
    caps: [],
    over_cap: "skip",
    priority: 0,
  });
});

test("the example of the readme is one", () => {
  expect(
    isFine({
      enter: { audience: "known-cart-abandoners" },
      key: "cart_id",
      exit: { event: "purchase" },
      quiet_hours: { from: "21:00", to: "08:00" },
      caps: [{ scope: "channel", limit: 1, per: "24h" }],
      over_cap: "defer",
      steps: [
        { wait: "1h" },
        { send: { channel: "email", subject: "{{ contact.first_name }}, your cart", text: "…" } },
        { wait_until: { event: "begin_checkout" }, timeout: "23h" },
        {
          branch: [{ ...when([{ stop: true }]), if: { event: "begin_checkout", within: "1d" } }],
          else: [{ send: { channel: "sms", text: "…" } }],
        },
      ],
    }),
  ).toBe(true);
});

test("what begins a wait anew is one kind of event, because no event is of the kind *", () => {
  expect(isFine({ restart_on: ["view_cart", "add_to_cart"] })).toBe(true);
  expect(isFine({ restart_on: ["view_cart", "*"] })).toBe(false);
});

describe.each<[string, number, (count: number) => object]>([
  ["steps", JOURNEY_STEPS_PER_LIST_MAX, (count) => ({ steps: times(count, { wait: "1h" }) })],
  [
    "steps of one list of a branch",
    JOURNEY_STEPS_PER_LIST_MAX,
    (count) => ({ steps: [{ branch: [when(times(count, { wait: "1h" }))] }] }),
  ],
  [
    "steps of an else",
    JOURNEY_STEPS_PER_LIST_MAX,
    (count) => ({ steps: [{ branch: [when([])], else: times(count, { wait: "1h" }) }] }),
  ],
  ["lists of a branch", BRANCHES_PER_STEP_MAX, (count) => ({ steps: [{ branch: times(count, when([])) }] })],
  [
    "caps",
    CAPS_PER_CAMPAIGN_MAX,
    (count) => ({ caps: times(count, { scope: "site", limit: 1, per: "1h" }) }),
  ],
  ["exits", 10, (count) => ({ exit: times(count, { event: "purchase" }) })],
  ["events to begin anew on", 20, (count) => ({ restart_on: times(count, "add_to_cart") })],
  ["letters of a subject", SUBJECT_MAX_LENGTH, (count) => sending({ subject: "a".repeat(count) })],
  ["letters of a preheader", SUBJECT_MAX_LENGTH, (count) => sending({ preheader: "a".repeat(count) })],
  ["letters of a title", SUBJECT_MAX_LENGTH, (count) => sending({ title: "a".repeat(count) })],
  ["letters of a text", MESSAGE_TEXT_MAX_LENGTH, (count) => sending({ text: "a".repeat(count) })],
  ["letters of HTML", MESSAGE_HTML_MAX_LENGTH, (count) => sending({ html: "a".repeat(count) })],
  ["letters of a link", 2_048, (count) => sending({ url: "a".repeat(count) })],
])("%s", (_, max, fields) => {
  test.each([
    [max - 1, true],
    [max, true],
    [max + 1, false],
  ])("may be %d: %s", (count, isAllowed) => {
    expect(isFine(fields(count))).toBe(isAllowed);
  });
});

test.each<[string, object]>([
  ["no step", { steps: [] }],
  ["a step of two kinds", { steps: [{ wait: "1h", stop: true }] }],
  ["a step of none", { steps: [{}] }],
  ["a branch without lists", { steps: [{ branch: [] }] }],
  ["an empty text", sending({ text: "" })],
  ["an entry by any event", { enter: { event: "*" } }],
  ["an entry by two things", { enter: { event: "sign_up", audience: "members" } }],
  ["no exit in a list", { exit: [] }],
  ["quiet hours that begin when they end", { quiet_hours: { from: "08:00", to: "08:00" } }],
  ["quiet hours of no clock", { quiet_hours: { from: "8:00", to: "24:00" } }],
  ["a priority over a thousand", { priority: 1_001 }],
  ["an unknown field", { surprise: 1 }],
])("a journey with %s is refused", (_, fields) => {
  expect(isFine(fields)).toBe(false);
});
