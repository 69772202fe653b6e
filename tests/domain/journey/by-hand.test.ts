import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JourneyDefinition } from "../../../schemas/journey.ts";
import type { Exposure } from "../../../worker/domain/campaign/exposure.ts";
import { exceeded } from "../campaign/checker.ts";
import { Simulator } from "./by-hand/simulator.ts";
import { type Happening, type Input, INPUTS, stories } from "./by-hand/stories.ts";
import { Life, NOON } from "./kit.ts";

/** The morning before Berlin has an hour twice. */
const START = Date.UTC(2026, 9, 24, 10);

const tell = (inputs: Readonly<Record<string, Input>>, story: readonly Happening[]) => {
  const life = new Life({ start: START, zone: "Europe/Berlin" });
  const simulator = new Simulator(START);
  for (const [id, input] of Object.entries(inputs)) {
    life.put(id, input);
    simulator.edit(id, input);
  }
  const suppressed = { email: { reason: "unsubscribed", at: NOON } } as const;
  for (const one of story) {
    switch (one.kind) {
      case "events": {
        const told = one.events.map(({ type, cart, agoMs }) => ({ type, cart, at: life.now - agoMs }));
        life
          .hears(
            told.map(({ type, cart, at }) => life.event(type, cart === null ? {} : { cart_id: cart }, at)),
          )
          .sends();
        simulator.hear(told);
        break;
      }
      case "wait":
        if (one.isPunctual) life.passes(one.ms, true);
        else life.sleeps(one.ms);
        simulator.wait(one.ms, one.isPunctual);
        break;
      case "timer":
        life.wakes().sends();
        simulator.look();
        break;
      case "ad":
        life.sees({ placement: one.placement });
        simulator.show({ campaign: "ads", creative: "a", placement: one.placement, channel: "onsite" });
        break;
      case "edit":
        life.put(one.journey, one.input);
        simulator.edit(one.journey, one.input);
        break;
      case "stop":
        life.knows({ suppressed: one.isStopped ? suppressed : {} });
        simulator.isStopped = one.isStopped;
        break;
    }
  }
  return { life, simulator };
};

const anyStory = (isEdited: boolean) =>
  fc.tuple(fc.record(INPUTS) as fc.Arbitrary<Record<string, Input>>, stories(isEdited));

const notedOf = (exposure: Exposure) =>
  (["reserved", "viewable"] as const).map((counted) => ({
    ...exposure,
    counted,
    at: exposure[`${counted}At`] ?? exposure.reservedAt,
  }));

/** Many histories, on machines that do other things too. */
const PATIENCE_MS = 120_000;

describe(
  "whatever happens, in whichever order it is heard and however late timers are",
  { timeout: PATIENCE_MS },
  () => {
    test("messages are ordered by hand and by the engine at the same times, each once", () => {
      fc.assert(
        fc.property(anyStory(true), ([inputs, story]) => {
          const { life, simulator } = tell(inputs, story);
          const ours = life.ordered.map(({ journey, key, step, at }) => [journey, key, step, at - START]);
          const theirs = simulator.sent.map(({ journey, cart, step, at }) => [
            journey,
            cart,
            step,
            at - START,
          ]);
          expect(ours).toEqual(theirs);
          expect(new Set(life.ordered.map(({ id }) => id)).size).toBe(life.ordered.length);
        }),
        { numRuns: 1_500 },
      );
    });

    test("no cap of a journey is ever exceeded", () => {
      fc.assert(
        fc.property(anyStory(false), ([inputs, story]) => {
          const { life } = tell(inputs, story);
          const caps = Object.entries(inputs).map(([id, input]) => {
            const { caps: parsed } = JourneyDefinition.parse({ name: id, ...input });
            return [`j:${id}`, parsed] as const;
          });
          const { exposures } = life.ledger;
          for (const [index, { id }] of exposures.entries()) {
            // Pages obey no cap of a journey: what they show later in the same moment is not the message's doing.
            const noted = exposures.slice(0, index + 1).flatMap(notedOf);
            const over = exceeded(noted, new Map(caps), [], "Europe/Berlin");
            expect(over.filter((one) => one.id === id)).toEqual([]);
          }
        }),
        { numRuns: 500 },
      );
    });

    test("nothing is ordered for an instance that an event has ended", () => {
      fc.assert(
        fc.property(anyStory(true), ([inputs, story]) => {
          const { life, simulator } = tell(inputs, story);
          const exitsByHand = [...simulator.exits.values()].map((at) => at - START).toSorted((a, b) => a - b);
          expect(life.exits.map(({ at }) => at - START).toSorted((a, b) => a - b)).toEqual(exitsByHand);
          for (const { instance, at } of life.exits) {
            expect(life.ordered.filter((order) => order.instance === instance && order.at > at)).toEqual([]);
          }
        }),
        { numRuns: 500 },
      );
    });
  },
);
