import { pick } from "../../../bench/collect/random.ts";

type Random = () => number;

/** Stands where JSON text has something that no JavaScript value becomes. */
const RAW_MARK = "\uE000raw:";
const RAW = ["1e999", "-1e999", "1e-999", "-0", "9007199254740993", "0.1e1", "99999999999999999999999"];

const nested = (levels: number): unknown => {
  let value: unknown = [];
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** What no schema expects where it is put. Called each time anew, so that nothing is shared between requests. */
const INTRUDERS: readonly ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => "",
  () => [],
  () => ({}),
  (random) => pick([-1, 0, 1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e300, 1e-300], random),
  (random) => RAW_MARK + pick(RAW, random),
  () => "intruder ".repeat(2_000),
  () => "\uD800 lone",
  () => "nul\u0000nul",
  () => "line\r\nset-cookie: broken=1",
  () => "'; DROP TABLE profile; --",
  () => "{{ 'a' | raw }}{% for i in (1..9) %}",
  () => '=HYPERLINK("http://a")',
  () => "＠𝒶\u202Eevil\uFEFF",
  () => "2026-11-26T00:00:00Z",
  () => "javascript:alert(1)",
  () => "http://127.0.0.1:9/x?utm_source=%",
  () => nested(60),
  () => nested(2_000),
  () => Array.from({ length: 3_000 }, (_, n) => n),
  () => Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`k${n}`, n])),
  () => JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1},"toString":1}') as unknown,
];

const EXTRA_NAMES = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "",
  "extra",
  "\uDFAA",
  "a/b~c",
];

type Holder = Record<string, unknown> | unknown[];

const isHolder = (value: unknown): value is Holder => typeof value === "object" && value !== null;

/** Every part of a value, itself too. Without recursion: some are deeper than the stack. */
export const partsOf = (value: unknown): unknown[] => {
  const parts = [value];
  for (const part of parts) if (isHolder(part)) for (const inner of Object.values(part)) parts.push(inner);
  return parts;
};

/** `__proto__` too becomes a field like any other. */
const put = (holder: Holder, name: string, value: unknown): void => {
  Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
};

const spoilOnce = (body: { root: unknown }, random: Random): void => {
  const holders = partsOf(body).filter(isHolder);
  const holder = pick(holders, random);
  const names = Object.keys(holder);
  const name = names.length === 0 ? "" : pick(names, random);
  const choice = random();
  if (choice < 0.15 && holder !== body && !Array.isArray(holder)) Reflect.deleteProperty(holder, name);
  else if (choice < 0.3 && holder !== body)
    put(holder, pick(EXTRA_NAMES, random), pick(INTRUDERS, random)(random));
  else if (name !== "") put(holder, name, pick(INTRUDERS, random)(random));
};

/** A copy of a JSON value with one to three faults. */
export const spoilValue = (value: unknown, random: Random): unknown => {
  const body = { root: structuredClone(value) };
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) spoilOnce(body, random);
  return body.root;
};

/** JSON text, with the numbers that only text can say. */
export const writeJson = (value: unknown): string =>
  (JSON.stringify(value) ?? "").replace(new RegExp(`"${RAW_MARK}([^"]*)"`, "g"), "$1");

/** Bodies that are no JSON, or not all of it. */
export const spoilText = (text: string, random: Random): Uint8Array<ArrayBuffer> => {
  const bytes = new TextEncoder().encode(text);
  const at = Math.floor(random() * (bytes.length + 1));
  switch (Math.floor(random() * 5)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return Uint8Array.from([...bytes.slice(0, at), 0xff, ...bytes.slice(at)]);
    case 2:
      return Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]);
    case 3:
      return new TextEncoder().encode(`${text}${text}`);
    default:
      return new TextEncoder().encode(" ".repeat(1_200_000));
  }
};

/** Parts of an address, as they stand in it: what is encoded oddly, is so on purpose. */
export const ODD_SEGMENTS = [
  "%00",
  "%FF%FE",
  "%E0%A4%A",
  "%2F%2e%2e%2F",
  "%252e%252e",
  "%F0%9F%92%A9",
  "__proto__",
  "constructor",
  "a".repeat(4_000),
  "UPPER",
  "-",
  "%20",
  "'%22%3C%3E",
  ";x=1",
  "v" + "0".repeat(25),
] as const;

/** Values of queries and headers that are none of what is asked for. */
export const ODD_TEXTS = [
  "",
  "-1",
  "1e9",
  "0x10",
  "999999999999999999999",
  "NaN",
  "__proto__",
  "a".repeat(6_000),
  "1,2",
  "null",
  "*",
  'W/"x", *',
  "bytes=0-",
  "bytes=999999999-",
  "bytes=-1",
  "text/html;q=NaN",
  "gzip;q=0, *;q=2",
  "'\"><script>alert(1)</script>",
] as const;
