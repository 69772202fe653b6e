import { expectTypeOf, test } from "vitest";
import type { SignalFault, SignalSource } from "../../schemas/consent-signals.ts";
import type { z } from "zod";
import type {
  CollectAnswer,
  CollectBody,
  CollectRequest,
  DropReason,
  RejectionCode,
} from "../../schemas/collect.ts";
import type { ConsentStamp, ConsentState, Purpose } from "../../schemas/consent.ts";
import type { Event, EventInput } from "../../schemas/event.ts";

type Accepted = z.input<typeof CollectRequest>;

test("what the snippet writes is what the collector takes", () => {
  expectTypeOf<CollectBody>().toExtend<Accepted>();
  expectTypeOf<keyof CollectBody>().toEqualTypeOf<keyof Accepted>();
  expectTypeOf<CollectBody["v"]>().toEqualTypeOf<CollectRequest["v"]>();
  expectTypeOf<CollectBody["sent_at"]>().toEqualTypeOf<CollectRequest["sent_at"]>();
  expectTypeOf<CollectBody["consent"]>().toEqualTypeOf<CollectRequest["consent"]>();
  expectTypeOf<NonNullable<CollectBody["consent_at"]>>().toEqualTypeOf<
    NonNullable<CollectRequest["consent_at"]>
  >();
  expectTypeOf<NonNullable<CollectBody["gpc"]>>().toEqualTypeOf<NonNullable<CollectRequest["gpc"]>>();
  expectTypeOf<NonNullable<CollectBody["reset"]>>().toEqualTypeOf<NonNullable<CollectRequest["reset"]>>();
});

test("an event as it is sent is the event as it is read, with numbers and ids spelt freely", () => {
  expectTypeOf<Event>().toExtend<EventInput>();
  expectTypeOf<keyof EventInput>().toEqualTypeOf<keyof Event>();
  expectTypeOf<NonNullable<EventInput["value"]>>().toEqualTypeOf<string | number>();
  expectTypeOf<NonNullable<Event["value"]>>().toEqualTypeOf<number>();
  expectTypeOf<NonNullable<EventInput["transaction_id"]>>().toEqualTypeOf<string | number>();
  expectTypeOf<NonNullable<Event["transaction_id"]>>().toEqualTypeOf<string>();
});

test("a stamp has a state for the purposes and nothing else", () => {
  expectTypeOf<keyof ConsentStamp>().toEqualTypeOf<Purpose>();
  expectTypeOf<NonNullable<ConsentStamp[Purpose]>>().toEqualTypeOf<ConsentState>();
});

test("an answer lists every event that is not accepted by its place and a code", () => {
  expectTypeOf<CollectAnswer>().toEqualTypeOf<{
    accepted: number;
    duplicate: number;
    rejected: { index: number; code: RejectionCode }[];
    dropped: { index: number; reason: DropReason }[];
    signals?: { source: SignalSource; fault: SignalFault }[];
  }>();
});
