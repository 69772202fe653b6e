import * as z from "zod";
import {
  AnyText,
  AudienceDefinition,
  AudienceLeaf,
  AudienceName,
  ComparedText,
  Condition,
  ConsentLeaf,
  Count,
  DeviceClass,
  Duration,
  EventLeaf,
  EventName,
  Exclusion,
  Lifecycle,
  MembershipMode,
  NotFollowedBy,
  NumberProperty,
  ProfileLeaf,
  Property,
  Rule,
  SequenceLeaf,
  SequenceStep,
  Sum,
  TextProperty,
} from "./audience.ts";
import { ConsentState, Purpose } from "./consent.ts";
import { AUDIENCE_DEPTH_MAX, AUDIENCE_LEAVES_MAX } from "./limits.ts";
import { Slug } from "./text.ts";

/** The parts of the language that readers meet by name, and what each means. */
export const NAMED_PARTS: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  Rule: [
    Rule,
    `\`and\`, \`or\`, \`not\` over leaves: at most ${AUDIENCE_DEPTH_MAX} rules deep, and at most ${AUDIENCE_LEAVES_MAX} leaves in one definition. An \`include\` of nothing but negations is refused.`,
  ],
  EventLeaf: [
    EventLeaf,
    "Something the profile did in the window (t - within, t]. Without `count` and `sum`, at least once; without `within`, ever.",
  ],
  NotFollowedBy: [
    NotFollowedBy,
    "An event at a counts from a + within on, if nothing named here came in (a, a + within].",
  ],
  SequenceLeaf: [
    SequenceLeaf,
    "Steps in time order, all inside the look-back `within`. `same`: a property that has one and the same value in every step; on `item.…` some item of each step has it.",
  ],
  SequenceStep: [
    SequenceStep,
    "`within`: at most so long after the step before. `directly`: no other event in between. The first step takes neither.",
  ],
  ProfileLeaf: [
    ProfileLeaf,
    "Something the profile is. Which operators there are depends on the kind of property.",
  ],
  AudienceLeaf: [AudienceLeaf, "Membership of another audience of the site. No circles."],
  ConsentLeaf: [
    ConsentLeaf,
    "What a purpose comes to: the explicit choice, and before it what unset means in the profile's region.",
  ],
  Exclusion: [Exclusion, "`temporary`: out while the rule holds. `permanent`: out since it ever held."],
  MembershipMode: [
    MembershipMode,
    "`live`: while the rule holds. `sticky`: also for a time after it last held.",
  ],
  Condition: [
    Condition,
    "One condition on a property. On `item.…` it holds when one item satisfies it. Nothing is converted, text is compared case-sensitively, and a missing value satisfies `neq`, `nin` and `exists: false` only.",
  ],
  Property: [
    Property,
    "A GA4 parameter by its name (`value`, `search_term`), a part of the page's address (`page.path`), a field of the items (`item.item_category`), or an own parameter (`params.plan`).",
  ],
  EventName: [EventName, "A GA4 event name or one of the site's own; `*` is any event."],
  TextProperty: [TextProperty, "What of a profile is text."],
  NumberProperty: [NumberProperty, "What of a profile is a number. RFM scores are 1 (worst) to 5 (best)."],
  DeviceClass: [DeviceClass, "GA4's device categories."],
  Lifecycle: [
    Lifecycle,
    "How far a profile has come: nothing yet, several visits, an open cart, an order, or orders that are long ago.",
  ],
  Purpose: [Purpose, "Google Consent Mode v2's four purposes, and one per message channel."],
  ConsentState: [ConsentState, "Granted or denied."],
  Duration: [Duration, "`90s`, `30m`, `1h`, `7d`. A day is 24 hours; at most 540 days."],
  Slug: [Slug, "Id of an audience or a channel: `cart-abandoners`."],
};

interface Annotation {
  id?: string;
  title?: string;
  description?: string;
  maxLength?: number;
  minProperties?: number;
}

/**
 * What the schemas check in code, where JSON Schema has a keyword that refuses nothing they accept: it counts characters of a
 * text, of which there are never more than UTF-16 code units, and a sum has its property beside one bound.
 */
const CHECKED_IN_CODE: readonly (readonly [z.ZodType, Annotation])[] = [
  [AnyText, { maxLength: 500 }],
  [ComparedText, { maxLength: 500 }],
  [AudienceName, { maxLength: 100 }],
  [Count, { id: "Count", description: "How many matching events there must be.", minProperties: 1 }],
  [
    Sum,
    {
      id: "Sum",
      description: "The sum of a numeric property over the matching events.",
      minProperties: 2,
    },
  ],
];

const annotations = (): z.core.$ZodRegistry<Annotation> => {
  const registry = z.registry<Annotation>();
  for (const [id, [schema, description]] of Object.entries(NAMED_PARTS))
    registry.add(schema, { id, description });
  for (const [schema, annotation] of CHECKED_IN_CODE) registry.add(schema, annotation);
  return registry;
};

/**
 * The audience language as JSON Schema (draft 2020-12): the body of `PUT /audiences/{id}` as it is sent. What no keyword can
 * say (depth, leaves, windows, references, bare negation, a first step's `within`) is checked when an audience is saved.
 */
export const audienceJsonSchema = (): Readonly<Record<string, unknown>> => {
  const { $schema, ...schema } = z.toJSONSchema(AudienceDefinition, { io: "input", metadata: annotations() });
  return {
    $schema,
    $id: "urn:halley:schema:audience:1",
    title: "Halley audience definition",
    description:
      "A rule over the events and properties of one profile. Membership is a function of the profile's events, the definition and time. Windows are half-open: (t - within, t].",
    ...schema,
  };
};
