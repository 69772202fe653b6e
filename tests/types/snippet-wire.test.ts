import { expectTypeOf, test } from "vitest";
import type { CollectBody } from "../../schemas/collect.ts";
import type { Draft } from "../../snippet/delivery.ts";

/** What `JSON.stringify` makes of it: what is undefined is left out. */
type Written<Type> = { [Key in keyof Type]: Exclude<Type[Key], undefined> };

test("the snippet writes the body that the collector reads", () => {
  expectTypeOf<Written<Required<Draft>>>().toEqualTypeOf<Required<CollectBody>>();
});
