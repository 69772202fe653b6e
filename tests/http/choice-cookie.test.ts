import { describe, expect, test } from "vitest";
import type { ConsentStamp } from "../../schemas/consent.ts";
import { choiceCookie, keptChoice, keptDenials } from "../../worker/http/sender/choice-cookie.ts";

const AT = 1_764_086_400_000;
const CHOICE: ConsentStamp = { analytics_storage: "granted", ad_storage: "denied", push_marketing: "denied" };

const requestWith = (cookie: string): Request =>
  new Request("https://shop.example/", { headers: { cookie } });
const keeping = (consent: ConsentStamp, at = AT): Request =>
  requestWith(`a=b; ${choiceCookie("shop", { consent, at }, 180).split(";")[0]}; c=d`);

test("a choice comes back as it was made", () => {
  expect(keptChoice(keeping(CHOICE), "shop")).toEqual({ consent: CHOICE, at: AT });
});

test("a choice is never older than it was made", () => {
  expect(keptChoice(keeping(CHOICE, AT + 1), "shop")?.at).toBe(AT + 1_000);
});

test("the cookie is out of reach of scripts, and kept until the visitor is asked again", () => {
  expect(choiceCookie("shop", { consent: CHOICE, at: AT }, 180)).toBe(
    "__Host-hc-shop=1764086400.gd----d; Max-Age=15552000; Path=/; HttpOnly; Secure; SameSite=Lax",
  );
});

test("a choice for one site says nothing at another", () => {
  expect(keptChoice(keeping(CHOICE), "shop-2")).toBeNull();
});

test("only what was denied counts against a beacon", () => {
  expect(keptDenials(keeping(CHOICE), "shop")).toEqual({
    ad_storage: { state: "denied", source: "page", at: AT },
    push_marketing: { state: "denied", source: "page", at: AT },
  });
  expect(keptDenials(keeping({ ad_storage: "granted" }), "shop")).toEqual({});
  expect(keptDenials(requestWith("a=b"), "shop")).toEqual({});
});

describe("what is no choice is none", () => {
  test.each([
    "",
    "1764086400",
    "1764086400.",
    "1764086400.-------",
    "x.ggg",
    "1764086400.gx",
    "-1.g",
    "1.GG",
  ])("%s", (value) => {
    expect(keptChoice(requestWith(`__Host-hc-shop=${value}`), "shop")).toBeNull();
  });
});
