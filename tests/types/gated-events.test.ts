import { expectTypeOf, test } from "vitest";
import { gate, type GatedEvents, type IndexedEvent } from "../../worker/domain/consent/gate.ts";
import type { Arrival } from "../../worker/domain/profile/apply-batch.ts";
import type { foldEvents } from "../../worker/domain/profile/fold.ts";
import type { ProfileBatch } from "../../worker/domain/rpc.ts";

const events: readonly IndexedEvent[] = [];

test("events that did not go through the gate are no gated events", () => {
  // @ts-expect-error the brand is missing
  const plain: GatedEvents = events;
  // @ts-expect-error also of none
  const none: GatedEvents = [];
  // @ts-expect-error filtering loses the brand
  const filtered: GatedEvents = gate(events, {} as Parameters<typeof gate>[1]).events.filter(() => true);
  expectTypeOf([plain, none, filtered]).toEqualTypeOf<GatedEvents[]>();
});

test("the brand cannot be written down outside the gate", () => {
  // @ts-expect-error the symbol is not exported, and no other key stands for it
  const forged: GatedEvents = Object.assign(events, { passed: true as const });
  expectTypeOf(forged).toEqualTypeOf<GatedEvents>();
});

test("a shard takes nothing but gated events", () => {
  expectTypeOf<ProfileBatch["events"]>().toEqualTypeOf<GatedEvents>();
  expectTypeOf<Arrival["events"]>().toEqualTypeOf<GatedEvents>();
  expectTypeOf<Parameters<typeof foldEvents>[1]>().toEqualTypeOf<GatedEvents>();
  expectTypeOf<ReturnType<typeof gate>["events"]>().toEqualTypeOf<GatedEvents>();
});
