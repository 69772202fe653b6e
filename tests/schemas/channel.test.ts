import { describe, expect, test } from "vitest";
import { ChannelConfiguration, ReplayRequest } from "../../schemas/channel.ts";
import {
  DEAD_LETTERS_MAX,
  URL_MAX_LENGTH,
  WEBHOOK_SECRET_MAX_BYTES,
  WEBHOOK_SECRET_MIN_BYTES,
} from "../../schemas/limits.ts";

const secretOf = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 0xa7).toString("base64")}`;
const WEBHOOK = { kind: "webhook", url: "https://crm.example/hooks", secret: secretOf(32) };

const pointersOf = (body: unknown): string[] =>
  (ChannelConfiguration.safeParse(body).error?.issues ?? []).map(({ path }) => `/${path.join("/")}`);

test("a webhook is taken as it is", () => {
  expect(ChannelConfiguration.parse(WEBHOOK)).toEqual(WEBHOOK);
});

test.each([
  ["a kind of a later version", { kind: "fax", number: "1" }, "/kind"],
  ["no kind", { url: WEBHOOK.url, secret: WEBHOOK.secret }, "/kind"],
  ["an unknown field", { ...WEBHOOK, name: "CRM" }, "/"],
  ["no secret", { kind: "webhook", url: WEBHOOK.url }, "/secret"],
  ["no address", { kind: "webhook", secret: WEBHOOK.secret }, "/url"],
  ["no object", "webhook", "/"],
])("%s is refused where it lies", (_, body, pointer) => {
  expect(pointersOf(body)).toEqual([pointer]);
});

const withUrl = (url: string) => pointersOf({ ...WEBHOOK, url });
const ofLength = (length: number): string => "https://crm.example/".padEnd(length, "a");

describe("an address", () => {
  test.each([
    "https://crm.example",
    "https://crm.example/",
    "https://crm.example:8443/hooks?shop=boots&x=%20",
    "https://crm.example?shop=boots",
    "https://CRM.example/a-b_c~d.e!$&'()*+,;=:@[]",
    "https://xn--bcher-kva.example/",
    "https://93.184.216.34/",
    "https://[2606:2800:220:1:248:1893:25c8:1946]:8443/",
    "http://127.0.0.1:4000/",
    "http://localhost:4000/",
    "https://a/",
  ])("is %s", (url) => {
    expect(withUrl(url)).toEqual([]);
    expect(URL.canParse(url)).toBe(true);
  });

  test.each([
    "",
    "crm.example",
    "//crm.example/",
    "ftp://crm.example/",
    "javascript:alert(1)",
    "https:crm.example",
    "https:/crm.example/",
    "https:///crm.example/",
    "https://",
    "https://:443/",
    "https://user@crm.example/",
    "https://user:password@crm.example/",
    "https://@crm.example/",
    "https://crm.example/#part",
    "https://crm.example#part",
    "https://crm.example\\@127.0.0.1/",
    "https://crm.example\\hooks",
    "https://crm.example/ hooks",
    " https://crm.example/",
    "https://crm.example/\n",
    "https://crm.exa\tmple/",
    "https://crm.example./",
    "https://.crm.example/",
    "https://-crm.example/",
    "https://crm_1.example/",
    "https://b\u00FCcher.example/",
    "https://\uFF11\uFF12\uFF17.0.0.1/",
    "https://127%2E0.0.1/",
    "https://crm.example:123456/",
    "https://[::1/",
    "https://::1/",
    "https://[fe80::1%25eth0]/",
  ])("is not %j", (url) => {
    expect(withUrl(url)).toEqual(["/url"]);
  });

  test.each([
    [URL_MAX_LENGTH - 1, true],
    [URL_MAX_LENGTH, true],
    [URL_MAX_LENGTH + 1, false],
  ])("of %d characters: %s", (length, isValid) => {
    expect(withUrl(ofLength(length)).length === 0).toBe(isValid);
  });
});

const withSecret = (secret: unknown) => pointersOf({ ...WEBHOOK, secret }).length === 0;

describe("a secret", () => {
  test.each([
    [WEBHOOK_SECRET_MIN_BYTES - 1, false],
    [WEBHOOK_SECRET_MIN_BYTES, true],
    [WEBHOOK_SECRET_MIN_BYTES + 1, true],
    [WEBHOOK_SECRET_MIN_BYTES + 2, true],
    [WEBHOOK_SECRET_MAX_BYTES - 1, true],
    [WEBHOOK_SECRET_MAX_BYTES, true],
    [WEBHOOK_SECRET_MAX_BYTES + 1, false],
  ])("of %d bytes: %s", (bytes, isValid) => {
    expect(withSecret(secretOf(bytes))).toBe(isValid);
  });

  test.each([
    "",
    "whsec_",
    secretOf(32).slice("whsec_".length),
    secretOf(32).replace("whsec_", "whsk_"),
    secretOf(32).replace("=", ""),
    secretOf(32).replace("=", "-"),
    `${secretOf(32)}=`,
    ` ${secretOf(32)}`,
    `${secretOf(32)}\n`,
    `whsec_${"=".repeat(36)}`,
    32,
  ])("is not %j", (secret) => {
    expect(withSecret(secret)).toBe(false);
  });
});

test.each([
  [DEAD_LETTERS_MAX - 1, true],
  [DEAD_LETTERS_MAX, true],
  [DEAD_LETTERS_MAX + 1, false],
  [1, true],
  [0, false],
])("a replay names %d dead letters: %s", (count, isValid) => {
  const ids = Array.from({ length: count }, (_, n) => `msg_${n}`);
  expect(ReplayRequest.safeParse({ ids }).success).toBe(isValid);
});

test("a replay need not name any", () => {
  expect(ReplayRequest.parse({})).toEqual({});
  expect(ReplayRequest.safeParse({ id: "msg_1" }).success).toBe(false);
});
