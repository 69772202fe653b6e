import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { AudienceDefinition } from "../../schemas/audience.ts";
import { createRandom } from "../../bench/collect/random.ts";
import { partsOf, spoilValue, writeJson } from "../../torture/fuzz/routes/spoil.ts";
import { ValueMaker } from "../../torture/fuzz/routes/value-maker.ts";

const SCHEMA = z.toJSONSchema(AudienceDefinition, { io: "input" }) as Record<string, unknown>;
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(SCHEMA);

const made = (seed: number, count: number): unknown[] => {
  const maker = new ValueMaker(SCHEMA, createRandom(seed));
  return Array.from({ length: count }, () => maker.make(SCHEMA));
};

describe("made values", () => {
  test("are taken by their schema", () => {
    const wrong = made(1, 200).filter((value) => !validate(value));
    expect(wrong).toEqual([]);
  });

  test("are the same again with the same seed, and others with another one", () => {
    expect(made(2, 20)).toEqual(made(2, 20));
    expect(made(3, 20)).not.toEqual(made(2, 20));
  });
});

describe("spoilt values", () => {
  const random = createRandom(5);
  const spoilt = made(4, 300).map((value) => spoilValue(value, random));

  test("are hardly ever taken by their schema", () => {
    expect(spoilt.filter((value) => validate(value)).length).toBeLessThan(spoilt.length / 3);
  });

  test("have names that mean something to the language, as fields of their own", () => {
    const names = spoilt.flatMap(partsOf).flatMap((part) => Object.keys(Object(part) as object));
    expect(names).toEqual(expect.arrayContaining(["__proto__", "constructor"]));
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test("say numbers that no value is", () => {
    expect(spoilt.map(writeJson).some((text) => /[:[,]-?1e999\b/.test(text))).toBe(true);
  });
});
