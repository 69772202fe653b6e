import { describe, expect, test } from "vitest";
import { AudienceDefinition } from "../../../schemas/audience.ts";
import { JourneyDefinition } from "../../../schemas/journey.ts";
import { checkAudience } from "../../../worker/domain/audience/check.ts";
import { journeyFaults } from "../../../worker/domain/journey/journey-faults.ts";
import { journeyOutlineFault } from "../../../worker/domain/journey/journey-outline.ts";
import { sendsOf } from "../../../worker/domain/journey/steps.ts";
import { JOURNEY_TEMPLATES } from "../../../worker/domain/journey/templates/journey-templates.ts";
import { SCENES } from "./template-scenes.ts";

const round = (messages: [string, number][]) =>
  messages.map(([step, hours]) => [step, Math.round(hours * 60)]);

/** What stands at a pointer of a template. */
const pointedAt = (document: unknown, pointer: string): unknown =>
  pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((holder, name) => (holder as Record<string, unknown> | undefined)?.[name], document);

test("every template has its scenes, and ids and names are there once", () => {
  const ids = JOURNEY_TEMPLATES.map(({ id }) => id);
  expect(Object.keys(SCENES).toSorted()).toEqual(ids.toSorted());
  expect(new Set(JOURNEY_TEMPLATES.map(({ name }) => name)).size).toBe(ids.length);
});

describe.each(JOURNEY_TEMPLATES.map((one) => [one.id, one] as const))("%s", (id, one) => {
  const definition = JourneyDefinition.parse(one.definition);

  test("passes every check as it is, as a draft", () => {
    const audiences = new Map(one.audiences.map((audience) => [audience.id, audience.definition]));
    for (const [name, audience] of audiences) {
      expect(checkAudience(AudienceDefinition.parse(audience), name, new Map())).toMatchObject({ ok: true });
    }
    const media = new Map(Object.entries(one.channels));
    const journey = { id, version: 1, definition };
    expect(journeyOutlineFault(one.definition)).toBeNull();
    expect(journeyFaults(journey, { audiences, media, topics: [], others: [] })).toEqual([]);
    expect([definition.status, definition.name]).toEqual(["draft", one.name]);
  });

  test("sends through its channels and no others, with all that each kind needs", () => {
    const sends = sendsOf(definition).map(({ send }) => send);
    expect([...new Set(sends.map(({ channel }) => channel))].toSorted()).toEqual(
      Object.keys(one.channels).toSorted(),
    );
    for (const { channel, html, text } of sends) {
      if (channel === "crm") continue;
      for (const body of channel === "email" ? [html, text] : [text]) {
        expect(body).toContain("{{ unsubscribe_url }}");
        expect(body).not.toMatch(/undefined|\[object/);
      }
    }
  });

  test("gives every step that is reported a name", () => {
    expect(sendsOf(definition).every(({ step }) => step.id !== undefined)).toBe(true);
  });

  test("says which values are examples, and only those are", () => {
    const { parameters = [], ...rest } = one;
    const examples = JSON.stringify(rest).match(/EXAMPLE-[A-Z]+|[a-z-]+\.example\b/g) ?? [];
    const named = parameters.map(({ pointer }) => JSON.stringify(pointedAt(one, pointer)));
    expect(named).not.toContain(undefined);
    expect(new Set(examples.filter((example) => !named.some((text) => text.includes(example))))).toEqual(
      new Set(),
    );
    expect(named.filter((text) => !/EXAMPLE-|\.example/.test(text))).toEqual([]);
  });

  test.each((SCENES[id] ?? []).map((scene, n) => [n + 1, scene] as const))(
    "writes what it says, scene %d",
    (_, scene) => {
      expect(round(scene.got())).toEqual(round(scene.expected));
    },
  );
});
