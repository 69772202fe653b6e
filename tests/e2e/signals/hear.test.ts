import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, vi } from "vitest";
import type { ConsentStamp } from "../../../schemas/consent.ts";
import type { HearSettings } from "../../../schemas/snippet-settings.ts";
import { ownShop } from "../snippet/own-shop.ts";
import { call, STUB } from "../snippet/page.ts";
import { buildTool, GPP, GPP_STUB, inTool, TCF, tcfStub } from "./consent-tool.ts";

const ALL: ConsentStamp = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
};
const NONE: ConsentStamp = {
  analytics_storage: "denied",
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
};
const ADS_DENIED: ConsentStamp = {
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
};

const TOOL = `<script src="/cmp.js"></script>`;
const SNIPPET = `<script async src="/h/demo.js"></script>`;
const LATE_TOOL = `<script>
  addEventListener("load", () => setTimeout(() => {
    document.head.append(Object.assign(document.createElement("script"), { src: "/cmp.js" }));
  }, 600));
</script>`;

const [tool, stub] = await Promise.all([buildTool(), tcfStub()]);

const test = ownShop
  .extend("open", ({ collector, context }) => async (script: string, path = "/"): Promise<Page> => {
    await context.route("**/cmp.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: tool }),
    );
    const page = await context.newPage();
    await page.goto(collector.page(path, { script }));
    return page;
  })
  .extend("hearAs", ({ collector }) => (hear: Partial<HearSettings>): void => {
    const { settings } = collector.state;
    collector.state.settings = { ...settings, hear: { ...settings.hear, ...hear } };
  })
  .extend(
    "visitTwice",
    ({ collector, open }) =>
      async (first: string, then: (page: Page) => Promise<unknown>) => {
        collector.optIn();
        const page = await open(stub + TOOL + SNIPPET);
        await inTool(page, "tcf", first);
        await then(page);
        await page.goto(collector.page("/next", { script: stub + SNIPPET + TOOL }));
        await isToolThere(page);
        return page;
      },
  )
  .extend(
    "bodies",
    ({ collector }) =>
      () =>
        collector.state.beacons.map(({ body }) => body),
  )
  .extend(
    "newest",
    ({ bodies }) =>
      () =>
        bodies().at(-1),
  ).concurrent;

const isToolThere = (page: Page) => page.waitForFunction(() => "cmp" in window);
/** Longer than a held snippet needs to send something by mistake. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1_200));

const spoken = (page: Page) =>
  page.evaluate(() =>
    (window as unknown as { dataLayer: unknown[] }).dataLayer.map((entry) => [
      Object.prototype.toString.call(entry),
      ...Array.from(entry as ArrayLike<unknown>),
    ]),
  );

const withSignal = (context: BrowserContext) =>
  context.addInitScript(() => {
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
  });

/** Every order in which a stub, a tool and the snippet can come. */
const ORDERS = {
  "stub, tool, snippet": (stubs: string) => stubs + TOOL + SNIPPET,
  "stub, snippet, tool": (stubs: string) => stubs + SNIPPET + TOOL,
  "snippet, stub, tool": (stubs: string) => SNIPPET + stubs + TOOL,
  "stub, snippet, and the tool long after": (stubs: string) => stubs + SNIPPET + LATE_TOOL,
  "tool without a stub, snippet": () => TOOL + SNIPPET,
  "snippet, and the tool long after without a stub": () => SNIPPET + LATE_TOOL,
} as const;
type Order = keyof typeof ORDERS;
const orders = Object.keys(ORDERS) as Order[];

describe.concurrent.each(orders)("TCF: %s", (order) => {
  test("what the visitor allows the site leaves after it was allowed, and with the string", async ({
    collector,
    open,
    bodies,
    newest,
  }) => {
    collector.optIn();
    const page = await open(ORDERS[order](stub));
    await isToolThere(page);
    await inTool(page, "tcf", TCF.oneAndSeven, true);
    await aWhile();
    expect(bodies()).toEqual([]);
    await inTool(page, "tcf", TCF.everything);
    await collector.until(() => collector.types().includes("page_view"));
    expect(newest()).toMatchObject({ consent: ALL, signals: { tcf: TCF.everything } });
  });

  test("what was allowed and is taken back is told at once", async ({ collector, open, bodies, newest }) => {
    collector.optIn();
    const page = await open(ORDERS[order](stub));
    await isToolThere(page);
    await inTool(page, "tcf", TCF.everything);
    await collector.until(() => bodies().length > 0);
    await inTool(page, "tcf", TCF.oneAndSeven);
    await collector.until(() => newest()?.consent.ad_storage === "denied");
    expect(newest()).toMatchObject({
      consent: { ...NONE, ad_user_data: "granted" },
      signals: { tcf: TCF.oneAndSeven },
    });
  });
});

describe.concurrent.each(orders)("GPP: %s", (order) => {
  test("an opt-out denies what is about ads and nothing else; taken back, it does not", async ({
    collector,
    open,
    newest,
  }) => {
    const page = await open(ORDERS[order](GPP_STUB));
    await isToolThere(page);
    await inTool(page, "gpp", GPP.out);
    await collector.until(() => newest()?.consent.ad_storage === "denied");
    expect(newest()).toMatchObject({ consent: ADS_DENIED, signals: { gpp: GPP.out } });
    expect(newest()?.consent.analytics_storage).toBeUndefined();
    await inTool(page, "gpp", GPP.in);
    await collector.until(() => newest()?.consent.ad_storage === "granted");
  });
});

const gtag = (...commands: unknown[][]): string =>
  `<script>
    window.dataLayer ??= [];
    window.gtag = function () { dataLayer.push(arguments); };
    ${commands.map((command) => `gtag(...${JSON.stringify(command)});`).join("")}
  </script>`;
const say = (page: Page, ...command: unknown[]): Promise<void> =>
  page.evaluate((given) => {
    (window as unknown as { gtag: (...command: unknown[]) => void }).gtag(...given);
  }, command);

describe.concurrent.each([
  ["before", (commands: string) => commands + SNIPPET],
  ["after", (commands: string) => SNIPPET + commands],
])("Consent Mode, said %s the snippet", (_, ordered) => {
  test("a default holds everything back until an update allows it, also where nothing need be asked", async ({
    collector,
    open,
    bodies,
    newest,
  }) => {
    const page = await open(ordered(gtag(["consent", "default", NONE])));
    await aWhile();
    expect(bodies()).toEqual([]);
    await say(page, "consent", "update", ALL);
    await collector.until(() => collector.types().includes("page_view"));
    expect(newest()).toMatchObject({ consent: ALL, signals: { google: { default: NONE, update: ALL } } });
  });

  test("an update is a choice, and the next one another", async ({ collector, open, newest }) => {
    collector.optIn();
    const page = await open(ordered(gtag(["consent", "default", NONE], ["consent", "update", ALL])));
    await collector.until(() => collector.types().includes("page_view"));
    await say(page, "consent", "update", { ad_storage: "denied" });
    await collector.until(() => newest()?.consent.ad_storage === "denied");
    expect(newest()?.consent).toEqual({ ...ALL, ad_storage: "denied" });
  });

  test("of defaults the one for the smallest region counts", async ({
    collector,
    open,
    hearAs,
    bodies,
    newest,
  }) => {
    hearAs({ region: "US-CA" });
    await open(
      ordered(
        gtag(
          ["consent", "default", { ...ADS_DENIED, region: ["US-CA"] }],
          ["consent", "default", { ad_storage: "granted", region: ["US"] }],
          ["consent", "default", NONE],
          ["consent", "default", { analytics_storage: "granted", region: ["US"] }],
        ),
      ),
    );
    await collector.until(() => bodies().length > 0);
    expect(newest()).toMatchObject({
      consent: {},
      signals: { google: { default: { ...ADS_DENIED, analytics_storage: "granted" } } },
    });
  });
});

test("a default is not kept: nobody chose it", async ({ collector, open, bodies, newest }) => {
  const page = await open(gtag(["consent", "default", { ad_storage: "denied" }]) + SNIPPET);
  await collector.until(() => bodies().length > 0);
  await page.goto(collector.page("/plain", { script: SNIPPET }));
  await collector.until(() => bodies().length > 1);
  expect(newest()?.signals?.google?.default).toBeUndefined();
  expect(newest()?.consent).toEqual({});
});

test("a tool that never answers is a tool that allows nothing", async ({ collector, open, bodies }) => {
  await open(stub + GPP_STUB + SNIPPET);
  await aWhile();
  expect(bodies()).toEqual([]);
  expect(collector.state.requests.filter((path) => path.startsWith("/h/demo/s-"))).toHaveLength(1);
});

test("a page without a tool asks for nothing more", async ({ collector, open, bodies, newest }) => {
  await open(gtag(["event", "view_item"]) + SNIPPET);
  await collector.until(() => bodies().length > 0);
  await aWhile();
  expect(collector.state.requests.filter((path) => path.startsWith("/h/demo/s-"))).toEqual([]);
  expect(newest()?.signals).toBeUndefined();
});

test("storage is not touched before the page has time", async ({ collector, context, open, bodies }) => {
  await context.addInitScript(() => {
    const own = Object.getOwnPropertyDescriptor(window, "localStorage")!;
    const touches: boolean[] = [];
    Object.assign(window, { touches });
    Object.defineProperty(window, "localStorage", {
      get: () => {
        // Set while a script is evaluated.
        touches.push(document.currentScript !== null);
        return own.get!.call(window) as Storage;
      },
    });
  });
  const page = await open(SNIPPET);
  await collector.until(() => bodies().length > 0);
  const touches = await page.evaluate(() => (window as unknown as { touches: boolean[] }).touches);
  expect(new Set(touches)).toEqual(new Set([false]));
});

test("where GDPR does not apply a tool has no say", async ({ collector, open, bodies, newest }) => {
  const page = await open(stub + TOOL + SNIPPET);
  await inTool(page, "tcf", null);
  await collector.until(() => bodies().length > 0);
  expect(newest()?.consent).toEqual({});
  expect(newest()?.signals?.tcf).toBeUndefined();
});

describe.concurrent("two tools that disagree", () => {
  const both = [
    ["tcf", TCF.everything],
    ["gpp", GPP.out],
  ] as const;

  test.for<[string, readonly (typeof both)[number][]]>([
    ["the stricter last", both],
    ["the stricter first", both.toReversed()],
  ])("the stricter wins, and both are told: %s", async ([, words], { collector, open, newest }) => {
    collector.optIn();
    const page = await open(stub + GPP_STUB + TOOL + SNIPPET);
    for (const [verb, text] of words) await inTool(page, verb, text);
    await collector.until(() => newest()?.consent.ad_storage === "denied");
    expect(newest()).toMatchObject({
      consent: { ...ADS_DENIED, analytics_storage: "granted" },
      signals: { tcf: TCF.everything, gpp: GPP.out },
    });
  });

  test("the page itself cannot loosen what a tool denies", async ({ collector, open, bodies, newest }) => {
    collector.optIn();
    const page = await open(stub + TOOL + SNIPPET);
    await inTool(page, "tcf", TCF.oneAndSeven);
    await call(page, "consent", ALL);
    await collector.until(() => bodies().length > 0);
    await vi.waitUntil(() => newest()?.consent.ad_storage === "denied");
    expect(newest()?.consent).toEqual({ ...NONE, ad_user_data: "granted" });
  });
});

describe.concurrent("on the next page", () => {
  test("what is kept is told with the first beacon, before the tool has spoken", async ({
    collector,
    visitTwice,
    bodies,
    newest,
  }) => {
    await visitTwice(TCF.everything, () => collector.until(() => bodies().length > 0));
    await collector.until(() => collector.types().filter((type) => type === "page_view").length > 1);
    expect(newest()).toMatchObject({ consent: ALL, signals: { tcf: TCF.everything } });
  });

  test("what is kept holds before the first call of the page", async ({
    collector,
    context,
    open,
    bodies,
    newest,
  }) => {
    await withSignal(context);
    const page = await open(SNIPPET);
    await collector.until(() => bodies().length > 0);
    await call(page, "consent", ALL, { override_gpc: true });
    await collector.until(() => newest()?.consent.ad_storage === "granted");
    const early = `<script>${STUB};halley("state", ({ granted }) => (window.first ??= granted))</script>`;
    await page.goto(collector.page("/next", { script: early + SNIPPET }));
    await page.waitForFunction(() => "first" in window);
    const first = await page.evaluate(() => (window as unknown as { first: string[] }).first);
    expect(first).toContain("ad_storage");
  });

  test("a tool that repeats itself takes no refusal back that was made elsewhere", async ({
    collector,
    visitTwice,
    bodies,
    newest,
  }) => {
    const page = await visitTwice(TCF.everything, async (first) => {
      await collector.until(() => bodies().length > 0);
      await call(first, "consent", NONE);
      await collector.until(() => newest()?.consent.ad_storage === "denied");
    });
    const before = bodies().length;
    await inTool(page, "tcf", TCF.everything);
    await aWhile();
    expect(bodies()).toHaveLength(before);
    await inTool(page, "tcf", TCF.everything);
    await collector.until(() => newest()?.consent.ad_storage === "granted");
  });
});

describe.concurrent("what the string does not say of the publisher", () => {
  test.for<[HearSettings["tcf"], ConsentStamp]>([
    ["deny", NONE],
    ["purposes", { ...ALL, analytics_storage: "denied" }],
    [755, { ...ALL, analytics_storage: "denied" }],
    [2, NONE],
  ])("comes to what the site has set: %s", async ([tcf, consent], { collector, open, hearAs, newest }) => {
    hearAs({ tcf });
    const page = await open(stub + TOOL + SNIPPET);
    await inTool(page, "tcf", TCF.everything);
    await collector.until(() => newest()?.consent.ad_storage === "granted");
    await inTool(page, "tcf", TCF.withoutPublisher);
    await collector.until(() => newest()?.consent.analytics_storage === "denied");
    expect(newest()?.consent).toEqual(consent);
  });
});

describe.concurrent("speaking Consent Mode", () => {
  test("a default where there is none, and an update with every choice, which is not heard again", async ({
    collector,
    open,
    hearAs,
    bodies,
    newest,
  }) => {
    collector.optIn();
    hearAs({ google: "set" });
    const page = await open(SNIPPET);
    await page.waitForFunction(() => "dataLayer" in window);
    await call(page, "consent", { ...ALL, ad_user_data: "denied" });
    await collector.until(() => bodies().length > 0);
    expect(await spoken(page)).toEqual([
      ["[object Arguments]", "consent", "default", { ...NONE, wait_for_update: 500 }],
      ["[object Arguments]", "consent", "update", { ...ALL, ad_user_data: "denied" }],
    ]);
    expect(newest()?.signals?.google).toBeUndefined();
  });

  test("no second default, and nothing at all where it is to be ignored", async ({
    collector,
    open,
    hearAs,
    bodies,
    newest,
  }) => {
    hearAs({ google: "set" });
    const page = await open(gtag(["consent", "default", NONE]) + SNIPPET);
    await aWhile();
    expect(await spoken(page)).toHaveLength(1);
    hearAs({ google: "ignore" });
    await page.goto(collector.page("/ignored", { script: gtag(["consent", "default", NONE]) + SNIPPET }));
    await collector.until(() => bodies().length > 0);
    expect(newest()?.signals).toBeUndefined();
  });
});

describe.concurrent("Global Privacy Control", () => {
  test("is overridden knowingly, at a time, for the pages that follow", async ({
    collector,
    context,
    open,
    bodies,
    newest,
  }) => {
    await withSignal(context);
    const page = await open(SNIPPET);
    await collector.until(() => bodies().length > 0);
    await call(page, "consent", ALL, { override_gpc: true });
    await collector.until(() => newest()?.consent.ad_storage === "granted");
    const overridden = newest()?.signals?.override_gpc;
    expect(overridden).toBeGreaterThan(Date.now() - 60_000);
    await page.goto(collector.page("/next", { script: SNIPPET }));
    await collector.until(() => newest()?.events.at(-1)?.page?.url.endsWith("/next") ?? false);
    expect(newest()).toMatchObject({ gpc: true, signals: { override_gpc: overridden } });
  });

  test("cannot be overridden by somebody who does not send it", async ({
    collector,
    open,
    bodies,
    newest,
  }) => {
    const page = await open(SNIPPET);
    await collector.until(() => bodies().length > 0);
    await call(page, "consent", ALL, { override_gpc: true });
    await collector.until(() => newest()?.consent.ad_storage === "granted");
    expect(newest()?.signals?.override_gpc).toBeUndefined();
  });

  test("is overridden where only the header shows it", async ({
    collector,
    open,
    hearAs,
    bodies,
    newest,
  }) => {
    hearAs({ gpc: true });
    const page = await open(SNIPPET);
    await collector.until(() => bodies().length > 0);
    await call(page, "consent", ALL, { override_gpc: true });
    await collector.until(() => newest()?.signals?.override_gpc !== undefined);
  });
});
