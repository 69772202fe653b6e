import { describe, expect, test } from "vitest";
import type { GuardSettings } from "../../schemas/guards.ts";
import type { Environment } from "../../worker/configuration/environment.ts";
import { botSignalOf } from "../../worker/http/sender/bot-signal.ts";
import { AGENTS, CRAWLERS, TEST_BROWSERS } from "./user-agents.ts";

const CLOUDFLARE = { REGION_SOURCE: "cf" } as unknown as Environment;
const OWN_MACHINE = { REGION_SOURCE: "proxy" } as unknown as Environment;

const FIREFOX = AGENTS.desktop.find((agent) => agent.includes("Firefox")) ?? "";

const signalOf = (
  agent: string | null,
  cf?: object,
  { env = CLOUDFLARE, bots = "flag" }: { env?: Environment; bots?: GuardSettings["bots"] } = {},
) => {
  const request = new Request("https://shop.example/h/shop/e", {
    headers: agent === null ? {} : { "user-agent": agent },
  });
  return botSignalOf(cf === undefined ? request : Object.assign(request, { cf }), env, bots);
};

/** Television sets that show no page of a shop, and look like programs to the library. */
const TAKEN_FOR_PROGRAM = /AppleTV|GoogleTV/;
const browsers = Object.values(AGENTS)
  .flat()
  .filter((agent) => !TAKEN_FOR_PROGRAM.test(agent));

describe("a User-Agent string", () => {
  test.each([...CRAWLERS, "GPTBot/1.2"])("of a crawler is a signal: %s", (agent) => {
    expect(signalOf(agent)).toBe("declared");
    expect(signalOf(agent)).toBe("declared");
    expect(signalOf(agent, {}, { bots: "ignore" })).toBeNull();
  });

  test.each(["curl/8.14.1", "python-requests/2.32.4", "node", ...TEST_BROWSERS])(
    "of a program or a test browser is one where the site is strict: %s",
    (agent) => {
      expect(signalOf(agent)).toBeNull();
      expect(signalOf(agent, {}, { bots: "strict" })).toBe("declared");
    },
  );

  test.each(browsers)("of a browser is none: %s", (agent) => {
    expect(signalOf(agent)).toBeNull();
    expect(signalOf(agent, {}, { bots: "strict" })).toBeNull();
  });

  test("that is missing is none", () => {
    expect(signalOf(null)).toBeNull();
    expect(signalOf("")).toBeNull();
  });

  test("is read no further than a real one", () => {
    expect(signalOf(`${FIREFOX} Googlebot`)).toBe("declared");
    expect(signalOf(`${FIREFOX} ${" Firefox/145.0".repeat(100)} Googlebot`)).toBeNull();
  });
});

describe("what Cloudflare says of a client", () => {
  test.each([
    [{ botManagement: { verifiedBot: true, score: 99 } }, "platform"],
    [{ botManagement: { verifiedBot: false, score: 1 } }, "platform"],
    [{ botManagement: { verifiedBot: false, score: 2 } }, null],
    [{ botManagement: { verifiedBot: false, score: 99 } }, null],
    [{ botManagement: {} }, null],
    [{}, null],
  ])("%j makes it %s", (cf, signal) => {
    expect(signalOf(FIREFOX, cf)).toBe(signal);
  });

  test("is believed of Cloudflare alone", () => {
    expect(signalOf(FIREFOX, { botManagement: { verifiedBot: true } }, { env: OWN_MACHINE })).toBeNull();
  });
});
