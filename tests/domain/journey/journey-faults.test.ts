import { describe, expect, test } from "vitest";
import { AudienceDefinition, type Rule } from "../../../schemas/audience.ts";
import { JourneyDefinition, type JourneyInput, type Step } from "../../../schemas/journey.ts";
import {
  JOURNEY_DEPTH_MAX,
  JOURNEY_STEPS_MAX,
  JOURNEY_STEPS_PER_LIST_MAX,
} from "../../../schemas/limits-outreach.ts";
import {
  audiencesIn,
  channelsIn,
  journeyFaults,
  type JourneySurroundings,
} from "../../../worker/domain/journey/journey-faults.ts";
import type { Journey } from "../../../worker/domain/journey/journey.ts";
import { journeyOutlineFault } from "../../../worker/domain/journey/journey-outline.ts";
import { mail, wait, when } from "./samples.ts";

const audience = (of: AudienceDefinition["of"], include: Rule = { event: "purchase" }) =>
  AudienceDefinition.parse({ v: 1, name: "Sample", of, include });

const SURROUNDINGS: JourneySurroundings = {
  audiences: new Map([
    ["buyers", audience("contacts")],
    ["all", audience("all")],
    ["visitors", audience("visitors")],
  ]),
  media: new Map([
    ["email", "email"],
    ["sms", "sms"],
    ["push", "push"],
    ["crm", "webhook"],
  ]),
  topics: ["offers"],
  others: [],
};

const journey = (input: Partial<JourneyInput>, id = "welcome"): Journey => ({
  id,
  version: 1,
  definition: JourneyDefinition.parse({
    name: "Welcome",
    status: "live",
    enter: { event: "sign_up" },
    steps: [mail("first")],
    ...input,
  }),
});

const faults = (input: Partial<JourneyInput>, rest: Partial<JourneySurroundings> = {}) =>
  journeyFaults(journey(input), { ...SURROUNDINGS, ...rest });
const pointers = (input: Partial<JourneyInput>) => faults(input).map(({ pointer }) => pointer);

const sending = (...sends: object[]) => ({ steps: sends.map((send) => ({ send })) as Step[] });
const branching = (rule: Rule, ...inside: Step[]): Partial<JourneyInput> => ({
  steps: [
    wait("1h"),
    {
      branch: [when({ event: "purchase" }, []), when(rule, inside)],
    },
  ],
});

describe("a journey without a fault", () => {
  test.each<[string, Partial<JourneyInput>]>([
    ["by an event", {}],
    ["by an audience of contacts, which can be left", { enter: { audience: "buyers" }, exit_on_leave: true }],
    ["by an audience of all", { enter: { audience: "all" } }],
    ["with a filter that is a bare negation", { filter: { not: { event: "purchase" } } }],
    ["with rules that name audiences", branching({ audience: "buyers" }, mail("inside"))],
    ["with a topic of the site", sending({ channel: "sms", text: "x", topic: "offers" })],
  ])("%s has none", (_, input) => {
    expect(faults(input)).toEqual([]);
  });
});

describe("a journey", () => {
  test.each<[string, Partial<JourneyInput>, string[]]>([
    ["an audience that there is not", { enter: { audience: "none" } }, ["/enter/audience"]],
    ["an audience of visitors", { enter: { audience: "visitors" } }, ["/enter/audience"]],
    ["a leave without an audience", { exit_on_leave: true }, ["/exit_on_leave"]],
    ["a filter that names no audience", { filter: { audience: "none" } }, ["/filter/audience"]],
    [
      "a filter whose part names none",
      { filter: { and: [{ event: "purchase" }, { audience: "none" }] } },
      ["/filter/and/1/audience"],
    ],
    ["a filter over years", { filter: { event: "purchase", within: "541d" } }, ["/filter/within"]],
    ["a branch that names no audience", branching({ audience: "none" }), ["/steps/1/branch/1/if/audience"]],
    ["a channel that there is not", sending({ channel: "fax" }), ["/steps/0/send/channel"]],
    [
      "a channel in a branch that there is not",
      branching({ event: "purchase" }, { send: { channel: "fax" } }),
      ["/steps/1/branch/1/then/0/send/channel"],
    ],
    ["a mail without a subject", sending({ channel: "email", text: "x" }), ["/steps/0/send/subject"]],
    ["a mail without a body", sending({ channel: "email", subject: "x" }), ["/steps/0/send/html"]],
    [
      "a mail without anything",
      sending({ channel: "email" }),
      ["/steps/0/send/subject", "/steps/0/send/html"],
    ],
    ["an SMS without a text", sending({ channel: "sms", subject: "x" }), ["/steps/0/send/text"]],
    ["a push message without a title", sending({ channel: "push", text: "x" }), ["/steps/0/send/title"]],
    [
      "a topic that there is not",
      sending({ channel: "crm" }, { channel: "sms", text: "x", topic: "none" }),
      ["/steps/1/send/topic"],
    ],
    [
      "an id twice",
      { steps: [mail("a"), { branch: [when({ event: "purchase" }, [mail("a")])] }] },
      ["/steps/1/branch/0/then/0/id"],
    ],
    ["a cap of years", { caps: [{ scope: "site", limit: 1, per: "541d" }] }, ["/caps/0/per"]],
  ])("with %s is told where it lies", (_, input, expected) => {
    expect(pointers(input)).toEqual(expected);
  });

  test("is told all its faults at once", () => {
    expect(pointers({ enter: { audience: "none" }, ...sending({ channel: "fax" }) })).toHaveLength(2);
  });
});

const after = (event: string, source?: string): JourneyInput["enter"] =>
  source === undefined ? { event } : { event, where: [{ prop: "params.journey", op: "eq", value: source }] };

describe("a journey that enters by what journeys do", () => {
  const loop = [{ pointer: "/enter", reason: "leads back to the journey itself" }];

  test.each(["journey_entered", "journey_left", "message_sent"])(
    "%s of any or of itself is refused",
    (event) => {
      expect(faults({ enter: after(event) })).toEqual(loop);
      expect(faults({ enter: after(event, "welcome") })).toEqual(loop);
    },
  );

  test("of another is fine, unless that one leads back, through whichever others", () => {
    const enter = after("journey_left", "b");
    const b = (source: string) => journey({ enter: after("journey_left", source) }, "b");
    const c = journey({ enter: after("journey_entered", "welcome") }, "c");
    expect(faults({ enter }, { others: [journey({}, "b")] })).toEqual([]);
    expect(faults({ enter }, { others: [b("welcome")] })).toEqual(loop);
    expect(faults({ enter }, { others: [b("c"), c] })).toEqual(loop);
    expect(faults({ enter }, { others: [b("b")] })).toEqual([]);
  });

  test("which is no more is fine", () => {
    expect(faults({ enter: after("journey_left", "gone") })).toEqual([]);
  });

  test("also of what contacts do with messages is fine: somebody has to do it", () => {
    expect(faults({ enter: after("message_clicked") })).toEqual([]);
  });
});

test("what a journey names is found in every place, once", () => {
  const { definition } = journey({
    enter: { audience: "buyers" },
    filter: { audience: "all" },
    ...branching({ or: [{ audience: "buyers" }, { audience: "fans" }] }, mail("a"), mail("b"), {
      send: { channel: "crm" },
    }),
  });
  expect(audiencesIn(definition)).toEqual(["buyers", "all", "fans"]);
  expect(channelsIn(definition)).toEqual(["email", "crm"]);
});

const nested = (depth: number): Step[] =>
  depth <= 1 ? [wait("1h")] : [{ branch: [when({ event: "purchase" }, [])], else: nested(depth - 1) }];
const rulesDeep = (depth: number): Rule =>
  depth <= 1 ? { event: "purchase" } : { and: [rulesDeep(depth - 1)] };
const branchIf = (rule: Rule) => ({ steps: [{ branch: [when(rule, [])] }] });
const lists = (count: number): Step[] =>
  Array.from({ length: Math.ceil(count / 10) }, (_, n) => ({
    branch: [
      when(
        { event: "purchase" },
        Array.from({ length: Math.min(9, count - n * 10 - 1) }, () => wait("1h")),
      ),
    ],
  }));

describe("the outline of a body that was not checked", () => {
  test.each([
    [JOURNEY_DEPTH_MAX, null],
    [JOURNEY_DEPTH_MAX + 1, "/steps/0/else/0/else/0/else/0/else/0/else"],
  ])("may have lists in lists %d deep, or is told where: %s", (depth, pointer) => {
    expect(journeyOutlineFault({ steps: nested(depth) })?.pointer ?? null).toBe(pointer);
  });

  test.each([
    [JOURNEY_STEPS_MAX - 1, true],
    [JOURNEY_STEPS_MAX, true],
    [JOURNEY_STEPS_MAX + 1, false],
  ])("may have %d steps in all: %s", (count, isFine) => {
    expect(journeyOutlineFault({ steps: lists(count) }) === null).toBe(isFine);
  });

  test("may have rules as deep as audiences, in the filter and in branches", () => {
    expect(journeyOutlineFault({ filter: rulesDeep(5), ...branchIf(rulesDeep(5)) })).toBeNull();
    expect(journeyOutlineFault({ filter: rulesDeep(6) })?.pointer).toBe(
      "/filter/and/0/and/0/and/0/and/0/and/0",
    );
    expect(journeyOutlineFault(branchIf(rulesDeep(6)))?.pointer).toBe(
      "/steps/0/branch/0/if/and/0/and/0/and/0/and/0/and/0",
    );
  });

  test("of anything else than a journey is fine: the schema refuses it", () => {
    for (const body of [
      null,
      1,
      "x",
      [],
      { steps: 7 },
      { steps: [null, { branch: "x", else: 3 }], filter: [] },
    ]) {
      expect(journeyOutlineFault(body)).toBeNull();
    }
  });

  test("is read to its limits only, however long its lists", () => {
    const steps = Array.from({ length: 100_000 }, () => wait("1h"));
    expect(journeyOutlineFault({ steps })).toBeNull();
    const longer = JourneyDefinition.safeParse({
      name: "x",
      status: "live",
      enter: { event: "sign_up" },
      steps: steps.slice(0, JOURNEY_STEPS_PER_LIST_MAX + 1),
    });
    expect(longer.success).toBe(false);
  });
});
