import { expectTypeOf, test } from "vitest";
import type { Calls } from "../../client/client.ts";

type Args<Name extends keyof Calls> = Exclude<Parameters<Calls[Name]>[0], undefined>;
type Answer<Name extends keyof Calls> = Awaited<ReturnType<Calls[Name]>>;

test("a call takes the parameters of its path, and those of its query that have no default", () => {
  expectTypeOf<Args<"getAudience">["id"]>().toEqualTypeOf<string>();
  expectTypeOf<Args<"explainProfile">["audience"]>().toEqualTypeOf<string>();
  expectTypeOf<Args<"explainProfile">["at"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Args<"exportMembers">["format"]>().toEqualTypeOf<"ndjson" | "csv" | undefined>();
  expectTypeOf<Args<"getSite">>().not.toHaveProperty("site");
});

test("a call without parameters can be made with nothing said", () => {
  expectTypeOf<Parameters<Calls["listAudiences"]>["length"]>().toEqualTypeOf<0 | 1>();
  expectTypeOf<Parameters<Calls["getAudience"]>["length"]>().toEqualTypeOf<1>();
});

test("a body leaves out what has a default, an answer has it", () => {
  expectTypeOf<Args<"putCampaign">["body"]["priority"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Answer<"putCampaign">["priority"]>().toEqualTypeOf<number>();
  expectTypeOf<Answer<"listAudiences">["audiences"][number]["status"]>().toEqualTypeOf<"warming" | "ready">();
  expectTypeOf<Answer<"deleteCampaign">>().toEqualTypeOf<undefined>();
});

test("what browsers ask for is no call", () => {
  expectTypeOf<Calls>().not.toHaveProperty("collect");
  expectTypeOf<Calls>().not.toHaveProperty("showReference");
});
