import { expect, test } from "vitest";
import { ownValue } from "../../../worker/domain/audience/own-value.ts";

test("an own value is read, whatever its name", () => {
  expect(ownValue({ plan: "pro" }, "plan")).toBe("pro");
  expect(ownValue(JSON.parse('{"__proto__":1}'), "__proto__")).toBe(1);
  expect(ownValue(["a"], 0)).toBe("a");
});

test.each([
  [{}, "constructor"],
  [{}, "__proto__"],
  ["text", "length"],
  [null, "plan"],
  [undefined, "plan"],
])("%j has no own %s", (holder, name) => {
  expect(ownValue(holder, name)).toBe(undefined);
});
