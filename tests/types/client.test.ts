import { expectTypeOf, test } from "vitest";
import type { Calls } from "../../client/client.ts";

type Args<Name extends keyof Calls> = Exclude<Parameters<Calls[Name]>[0], undefined>;
type Answer<Name extends keyof Calls> = Awaited<ReturnType<Calls[Name]>>;

test("a call takes the parameters of its path, and those of its query that have no default", () => {
  expectTypeOf<Args<"getAudience">["id"]>().toEqualTypeOf<string>();
  expectTypeOf<Args<"explainProfile">["audience"]>().toEqualTypeOf<string>();
  expectTypeOf<Args<"explainProfile">["at"]>().toEqualTypeOf<number | undefined>();
  expectTypeOf<Args<"exportMembers">["format"]>().toExtend<string | undefined>();
  expectTypeOf<"google_customer_match">().toExtend<Args<"exportMembers">["format"]>();
  expectTypeOf<"xml">().not.toExtend<Args<"exportMembers">["format"]>();
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

test("rows of an export are members and changes, not what platforms are sent", () => {
  type Row = Answer<"exportMembers"> extends { rows: AsyncIterable<infer R> } ? R : never;
  expectTypeOf<Row>().toHaveProperty("profile");
});

test("what browsers ask for is no call", () => {
  expectTypeOf<Calls>().not.toHaveProperty("collect");
  expectTypeOf<Calls>().not.toHaveProperty("showReference");
});
