import { describe, expect, test } from "vitest";
import { deviceOf } from "../../worker/http/sender/device.ts";
import { AGENTS, CRAWLERS, TEST_BROWSERS, UNKNOWN } from "./user-agents.ts";

const classOf = (headers: Record<string, string>) =>
  deviceOf(new Request("https://shop.example/h/shop/e", { headers }));

const withClass = Object.entries(AGENTS).flatMap(([device, agents]) =>
  agents.map((agent) => ({ device, agent })),
);

describe("a User-Agent string", () => {
  test.each(withClass)("of a $device browser says so: $agent", ({ device, agent }) => {
    expect(classOf({ "user-agent": agent })).toBe(device);
  });

  test.each([...CRAWLERS, ...TEST_BROWSERS])("of a crawler says nothing: %s", (agent) => {
    expect(classOf({ "user-agent": agent })).toBeNull();
    expect(classOf({ "user-agent": agent, "sec-ch-ua-mobile": "?1" })).toBeNull();
  });

  test.each(UNKNOWN)("of something else says nothing: %s", (agent) => {
    expect(classOf({ "user-agent": agent })).toBeNull();
  });

  test("that is missing says nothing", () => {
    expect(classOf({})).toBeNull();
  });
});

describe("client hints", () => {
  const [windows = ""] = AGENTS.desktop;
  const phone = AGENTS.mobile[4] ?? "";
  const tablet = AGENTS.tablet[2] ?? "";
  const bravia = AGENTS.tv[3] ?? "";

  test.each([
    ["?1", windows, "mobile"],
    ["?0", windows, "desktop"],
    ["?1", phone, "mobile"],
    ["?0", phone, "tablet"],
    ["?1", tablet, "mobile"],
    ["?0", tablet, "tablet"],
    ["?0", bravia, "tv"],
    ["?1", "", "mobile"],
    ["?0", "", "desktop"],
    [" ?1 ", windows, "mobile"],
    ["1", windows, "desktop"],
    ["?2", phone, "mobile"],
    ["", "", null],
  ])("of mobile %j with %s make it %s", (hint, agent, device) => {
    expect(classOf({ "user-agent": agent, "sec-ch-ua-mobile": hint })).toBe(device);
  });

  test.each([
    ['"Tablet"', "tablet"],
    ['"Mobile"', "mobile"],
    ['"Desktop"', "desktop"],
    ['"Mobile", "Tablet"', "tablet"],
    ['"Desktop", "XR"', "desktop"],
    ['"Automotive"', "desktop"],
    ["Tablet", "desktop"],
    ["", "desktop"],
  ])("of form factors %s on a Windows browser make it %s", (factors, device) => {
    expect(classOf({ "user-agent": windows, "sec-ch-ua-form-factors": factors })).toBe(device);
  });

  test("of form factors do not make a phone of a television set", () => {
    expect(classOf({ "user-agent": bravia, "sec-ch-ua-form-factors": '"Mobile"' })).toBe("tv");
  });
});

describe("a hostile header", () => {
  const LENGTH = 1_000_000;

  test.each(["android ", "bot", "aft", "tv", "(", "; ", "tablet pc", "silk", '"', "+http"])(
    "of a million characters is read no further than a real one: %j",
    (piece) => {
      const long = piece.repeat(Math.ceil(LENGTH / piece.length)).trim();
      const whole = { "user-agent": long, "sec-ch-ua-form-factors": long, "sec-ch-ua-mobile": long };
      const short = { ...whole, "user-agent": long.slice(0, 1_000) };
      expect(classOf(whole)).toBe(classOf(short));
    },
  );

  test.each([
    ["inside what is read", 995, "mobile"],
    ["beyond it", 1_001, null],
  ])("that hides a word %s gives %s %s", (_, at, device) => {
    expect(classOf({ "user-agent": `${"x".repeat(at - 1)} midp` })).toBe(device);
  });
});
