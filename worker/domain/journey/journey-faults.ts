import type { Rule } from "../../../schemas/audience.ts";
import type { Medium } from "../../../schemas/channel-medium.ts";
import type { EventTest, JourneyDefinition, Send } from "../../../schemas/journey.ts";
import type { AudienceDefinition } from "../../../schemas/audience.ts";
import type { Fault } from "../audience/definition/faults.ts";
import { pointerTo } from "../audience/definition/faults.ts";
import { referencesOf } from "../audience/definition/leaves.ts";
import { checkAudience } from "../audience/check.ts";
import { capFaults } from "../campaign/cap-faults.ts";
import type { Journey } from "./journey.ts";
import { asAudience } from "./rule-reader.ts";
import { sendsOf, stepsOf } from "./steps.ts";

type Path = readonly PropertyKey[];

/** What a definition is held against when it is saved. */
export interface JourneySurroundings {
  readonly audiences: ReadonlyMap<string, AudienceDefinition>;
  readonly media: ReadonlyMap<string, Medium>;
  readonly topics: readonly string[];
  /** The other journeys of the site. */
  readonly others: readonly Journey[];
}

/** A rule with the faults that it would have as an audience. A bare negation is fine here: only who is in a journey is asked. */
const ruleFaults = (rule: Rule, path: Path, audiences: ReadonlyMap<string, AudienceDefinition>): Fault[] => {
  const checked = checkAudience(asAudience(rule), "", audiences);
  if (checked.ok) return [];
  return checked.errors.flatMap(({ pointer, reason }) =>
    reason === "needs a condition that is not negated"
      ? []
      : [{ pointer: pointerTo(path) + pointer.replace(/^\/include/, ""), reason }],
  );
};

const rulesOf = (definition: JourneyDefinition): { readonly rule: Rule; readonly path: Path }[] => [
  ...(definition.filter === null ? [] : [{ rule: definition.filter, path: ["filter"] }]),
  ...stepsOf(definition).flatMap(({ step, pointer }) =>
    "branch" in step
      ? step.branch.map((branch, index) => ({ rule: branch.if, path: [...pointer, "branch", index, "if"] }))
      : [],
  ),
];

const enterFaults = (
  { enter, exit_on_leave }: JourneyDefinition,
  { audiences }: JourneySurroundings,
): Fault[] => {
  if ("event" in enter) {
    return exit_on_leave ? [{ pointer: "/exit_on_leave", reason: "needs an audience that can be left" }] : [];
  }
  const audience = audiences.get(enter.audience);
  if (audience === undefined) return [{ pointer: "/enter/audience", reason: "is no audience of this site" }];
  return audience.of === "visitors"
    ? [{ pointer: "/enter/audience", reason: "has no contacts in it, and only contacts can be written to" }]
    : [];
};

const NEEDED: Readonly<Record<Medium, readonly (readonly (keyof Send)[])[]>> = {
  email: [["subject"], ["html", "text"]],
  sms: [["text"]],
  push: [["title"]],
  webhook: [],
};

const sendFaults = (send: Send, pointer: Path, { media, topics }: JourneySurroundings): Fault[] => {
  const at = [...pointer, "send"];
  const medium = media.get(send.channel);
  if (medium === undefined)
    return [{ pointer: pointerTo([...at, "channel"]), reason: "is no channel of this site" }];
  const isMissing = (fields: readonly (keyof Send)[]): boolean =>
    fields.every((field) => send[field] === undefined);
  const missing = NEEDED[medium].flatMap((fields) =>
    isMissing(fields) ? [{ pointer: pointerTo([...at, fields[0] ?? ""]), reason: "is required" }] : [],
  );
  const isTopicKnown = send.topic === undefined || topics.includes(send.topic);
  return isTopicKnown
    ? missing
    : [...missing, { pointer: pointerTo([...at, "topic"]), reason: "is no topic of this site" }];
};

const nameFaults = (definition: JourneyDefinition): Fault[] => {
  const seen = new Set<string>();
  return stepsOf(definition).flatMap(({ step: { id }, pointer }) => {
    if (id === undefined) return [];
    if (seen.has(id)) return [{ pointer: pointerTo([...pointer, "id"]), reason: "is another step's id too" }];
    seen.add(id);
    return [];
  });
};

/** Events that journeys make themselves, without anybody doing anything. */
const OWN_EVENTS: ReadonlySet<string> = new Set(["journey_entered", "journey_left", "message_sent"]);

/** The journey that an event of journeys must come from; null for any. */
const sourceOf = ({ where }: EventTest): string | null => {
  const named = where?.find(({ prop, op }) => prop === "params.journey" && op === "eq");
  return named !== undefined && "value" in named ? String(named.value) : null;
};

/** Journeys that what a journey does can bring contacts into: those that enter by events of journeys. */
const sourcesOf = ({ definition: { enter } }: Journey, all: readonly Journey[]): readonly string[] => {
  if (!("event" in enter) || !OWN_EVENTS.has(enter.event)) return [];
  const source = sourceOf(enter);
  return source === null ? all.map(({ id }) => id) : [source];
};

/** Journeys that would bring the same contact in again and again, with nobody doing anything. */
const loopFaults = (journey: Journey, { others }: JourneySurroundings): Fault[] => {
  const all = [...others, journey];
  const seen = new Set<string>();
  const pending = [...sourcesOf(journey, all)];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (id === journey.id) return [{ pointer: "/enter", reason: "leads back to the journey itself" }];
    if (seen.has(id)) continue;
    seen.add(id);
    const source = all.find((one) => one.id === id);
    if (source !== undefined) pending.push(...sourcesOf(source, all));
  }
  return [];
};

/** What is wrong with a definition that has the right form. */
export const journeyFaults = (journey: Journey, surroundings: JourneySurroundings): Fault[] => {
  const { definition } = journey;
  return [
    ...enterFaults(definition, surroundings),
    ...rulesOf(definition).flatMap(({ rule, path }) => ruleFaults(rule, path, surroundings.audiences)),
    ...sendsOf(definition).flatMap(({ send, pointer }) => sendFaults(send, pointer, surroundings)),
    ...nameFaults(definition),
    ...capFaults(definition),
    ...loopFaults(journey, surroundings),
  ];
};

/** Audiences that a journey names. */
export const audiencesIn = (definition: JourneyDefinition): string[] => {
  const entered = "audience" in definition.enter ? [definition.enter.audience] : [];
  const inRules = rulesOf(definition).flatMap(({ rule }) => referencesOf(asAudience(rule)));
  return [...new Set([...entered, ...inRules])];
};

/** Channels that a journey sends through. */
export const channelsIn = (definition: JourneyDefinition): string[] => [
  ...new Set(sendsOf(definition).map(({ send }) => send.channel)),
];
