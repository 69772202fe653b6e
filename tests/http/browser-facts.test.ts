import { describe, expect, test } from "vitest";
import { USER_AGENT_MAX_LENGTH } from "../../schemas/limits-conversion.ts";
import type { SiteSnapshot, StoredDestination } from "../../worker/domain/site-snapshot.ts";
import { eventOf, gated } from "../domain/profile/sample.ts";
import { browserFactsOf, statedBrowser } from "../../worker/http/sender/browser-facts.ts";

const GA4 = {
  kind: "ga4",
  status: "live",
  events: ["purchase"],
  measurement_id: "G-ABCDE12345",
  region: "global",
} as const;
const META = {
  kind: "meta_conversions",
  status: "live",
  events: ["purchase"],
  pixel_id: "1",
  version: "v25.0",
  data_processing_options: [],
} as const;

const siteWith = (...settings: readonly object[]): SiteSnapshot => {
  const destinations = settings.map((one, i) => ({ id: `d${i}`, version: 1, settings: one, sealed: "" }));
  return { destinations: destinations as unknown as StoredDestination[] } as unknown as SiteSnapshot;
};

const requestWith = (cookie: string, agent = "Firefox/145.0"): Request =>
  new Request("https://shop.example/h/s/e", { headers: { cookie, "user-agent": agent } });

const COOKIES = [
  "_ga=GA1.1.1234567890.1764072000",
  "_ga_ABCDE12345=GS2.1.s1764072001$o1$g0$t1764072001$j60$l0$h0",
  "_ga_OTHER=GS1.1.1764079999.1.0.1764079999.0.0.0",
  "_fbp=fb.1.1764072000000.1098115397",
  "_fbc=fb.1.1764072000000.IwAR2F4-dbP0l7Mn1IawQQ",
  "_ttp=2ab94ea3fc9241d0927a9fb4bd4bc1a0.tt.1",
].join("; ");

const BOUGHT = gated(eventOf("e1", 1, { type: "purchase" }));

const factsIn = (cookie: string) => browserFactsOf(requestWith(cookie), BOUGHT, siteWith(GA4, META)).browser;

describe("what platforms know a browser by", () => {
  test("is its User-Agent and their cookies", () => {
    expect(factsIn(COOKIES)).toEqual({
      userAgent: "Firefox/145.0",
      fbp: "fb.1.1764072000000.1098115397",
      fbc: "fb.1.1764072000000.IwAR2F4-dbP0l7Mn1IawQQ",
      ttp: "2ab94ea3fc9241d0927a9fb4bd4bc1a0.tt.1",
      gaClientId: "1234567890.1764072000",
      gaSessions: { "G-ABCDE12345": "1764072001" },
    });
  });

  test("reads the older form of GA4's session", () => {
    expect(factsIn("_ga_ABCDE12345=GS1.1.1764079999.1.0.1764079999.0.0.0")?.gaSessions).toEqual({
      "G-ABCDE12345": "1764079999",
    });
  });

  test.each([
    "_fbp=fb.9.1.x; _fbc=IwAR; _ttp=<script>; _ga=GA1.1; _ga_ABCDE12345=GS2.1.sx$",
    `_fbc=fb.1.1764072000000.${"x".repeat(512)}`,
    "",
  ])("is nothing of cookies that are not theirs: %s", (cookie) => {
    expect(factsIn(cookie)).toEqual({
      userAgent: "Firefox/145.0",
      fbp: null,
      fbc: null,
      ttp: null,
      gaClientId: null,
      gaSessions: {},
    });
  });

  test("is a User-Agent that is cut where it is too long", () => {
    const { browser } = browserFactsOf(
      requestWith("", "x".repeat(USER_AGENT_MAX_LENGTH + 1)),
      BOUGHT,
      siteWith(META),
    );
    expect(browser?.userAgent).toBe("x".repeat(USER_AGENT_MAX_LENGTH));
  });

  test.each([
    ["no destination", []],
    ["one that is paused", [{ ...META, status: "paused" }]],
    ["one that gets audiences", [{ kind: "meta_custom_audience", status: "live", audiences: [] }]],
  ])("is not read for %s", (_, settings) => {
    expect(browserFactsOf(requestWith(COOKIES), BOUGHT, siteWith(...settings))).toEqual({});
    expect(statedBrowser({ fbp: "fb.1.1764072000000.1" }, BOUGHT, siteWith(...settings))).toEqual({});
  });
});

test("nothing is read of a browser whose events nobody is told of", () => {
  const refund = gated(eventOf("e1", 1, { type: "refund" }));
  expect(browserFactsOf(requestWith(COOKIES), refund, siteWith(GA4, META))).toEqual({});
  const wanting = siteWith({ ...GA4, events: ["refund"] });
  expect(browserFactsOf(requestWith(COOKIES), refund, wanting)).toHaveProperty("browser");
});

describe("what a server states of a browser", () => {
  test("is what platforms know it by, with its session in each property", () => {
    const stated = {
      user_agent: "Firefox/145.0",
      fbp: "fb.1.1764072000000.1",
      ga_client_id: "1.2",
      ga_session_id: "1764072001",
    };
    expect(
      statedBrowser(stated, BOUGHT, siteWith(GA4, { ...GA4, measurement_id: "G-SECOND" })).browser,
    ).toEqual({
      userAgent: "Firefox/145.0",
      fbp: "fb.1.1764072000000.1",
      fbc: null,
      ttp: null,
      gaClientId: "1.2",
      gaSessions: { "G-ABCDE12345": "1764072001", "G-SECOND": "1764072001" },
    });
  });

  test("is nothing where it states nothing", () => {
    expect(statedBrowser(undefined, BOUGHT, siteWith(META))).toEqual({});
  });
});
