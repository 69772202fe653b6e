import { describe, expect, test } from "vitest";
import { codeOf, readSources, type Source, type Violation } from "./source.ts";

/** Clock, randomness, network and timers are handed to the domain. Most of these names compile without a platform's types. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\s*(?:\(\s*\)|;)|(?<!new )\bDate\s*\(|\bMath\.random\b|\bperformance\b|\bcrypto\b|\bfetch\b|\bset(?:Timeout|Interval)\b|\bqueueMicrotask\b|\bconsole\b|\bprocess\b|\bglobalThis\b|\basync\b|\bawait\b|\bPromise\b/g;

const impurities = ({ path, text }: Source): Violation[] =>
  [...codeOf(text).matchAll(IMPURE)].map(([name]) => `${path} uses ${name}`);

/** Bad input is data: it is parsed once, where it comes in. */
const PARSES = /\bsafeParse(?:Async)?\b|(?<!\bJSON)\.parse(?:Async)?\s*\(/g;
const mayParse = (path: string): boolean =>
  path.startsWith("worker/http/") ||
  path === "worker/domain/audience/check.ts" ||
  // Templates are a language, not a shape.
  path === "worker/outbox/template/liquid.ts";

const parses = ({ path, text }: Source): Violation[] =>
  mayParse(path) ? [] : [...codeOf(text).matchAll(PARSES)].map(([name]) => `${path} calls ${name}`);

/** An rpc names what other objects answer, later: promises are its types, not its doing. */
const isContract = ({ path }: Source): boolean =>
  /^worker\/domain\/(?:site-|privacy-|decide-|messaging-|hit-|merge-|destination-|conversion-|export-|guard-)?rpc\.ts$/.test(
    path,
  );

test("the domain takes clock, randomness and network from nowhere, and waits for nothing", () => {
  const sources = readSources("worker/domain");
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.filter((source) => !isContract(source)).flatMap(impurities)).toEqual([]);
});

test("only http and the check of audiences parse", () => {
  expect(readSources("snippet", "schemas", "worker").flatMap(parses)).toEqual([]);
});

describe("the rule of the domain refuses", () => {
  test.each([
    "const a = Date.now();",
    "const a = new Date();",
    "const a = new Date ( );",
    "const a = Date();",
    "const a = Math.random();",
    "const a = performance.now();",
    "const a = crypto.randomUUID();",
    'await fetch("x");',
    "setTimeout(f, 5);",
    "globalThis.x = 1;",
    "export const f = async () => 1;",
  ])("%s", (text) => {
    expect(impurities({ path: "worker/domain/a.ts", text })).not.toEqual([]);
  });
});

describe("the rule of the domain allows", () => {
  test.each([
    "const a = new Date(at).toISOString();",
    "// Date.now() would not do here",
    'const a = "Math.random()";',
    "/** no crypto, no fetch */",
    "const updateAt = 5;",
  ])("%s", (text) => {
    expect(impurities({ path: "worker/domain/a.ts", text })).toEqual([]);
  });
});

describe("the rule of parsing", () => {
  test.each([
    ["worker/profile/a.ts", "Event.safeParse(raw);", 1],
    ["worker/site/a.ts", "Event.parse(raw);", 1],
    ["worker/domain/profile/a.ts", "await Event.safeParseAsync(raw);", 1],
    ["snippet/a.ts", "Event.safeParse(raw);", 1],
    ["worker/profile/a.ts", "JSON.parse(text);", 0],
    ["worker/http/a.ts", "Event.safeParse(raw);", 0],
    ["worker/domain/audience/check.ts", "AudienceDefinition.safeParse(raw);", 0],
  ])("finds in %s %s: %d", (path, text, count) => {
    expect(parses({ path, text })).toHaveLength(count);
  });
});
