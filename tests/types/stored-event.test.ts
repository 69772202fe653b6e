import { expectTypeOf, test } from "vitest";
import type { Event } from "../../schemas/event.ts";
import type { EventFields, StoredEvent } from "../../worker/domain/profile-state.ts";
import type { EventView } from "../../worker/domain/profile-view.ts";

type Address = "email" | "phone";

test("a stored event carries no address", () => {
  expectTypeOf<Extract<keyof EventFields, Address>>().toEqualTypeOf<never>();
  expectTypeOf<Extract<keyof StoredEvent, Address>>().toEqualTypeOf<never>();
  expectTypeOf<Extract<keyof EventView, Address>>().toEqualTypeOf<never>();
});

test("a stored event carries everything else an event may say", () => {
  expectTypeOf<Exclude<keyof Event, Address>>().toEqualTypeOf<
    keyof EventFields | "id" | "type" | "at" | "n"
  >();
  expectTypeOf<StoredEvent["fields"]>().toEqualTypeOf<EventFields>();
});
