import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { wcagViolations } from "../accessibility.ts";
import { bannerOn, type BrowserSetup, PlainShop, rememberedOn, tabOn } from "./plain-shop.ts";

const REFUSED = {
  analytics_storage: "denied",
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
};
const ACCEPTED = Object.fromEntries(Object.keys(REFUSED).map((purpose) => [purpose, "granted"]));

let shop: PlainShop;
let open: BrowserContext[] = [];

beforeAll(async () => {
  shop = await PlainShop.open();
});
afterAll(() => shop.close());
beforeEach(() => shop.configure({}));
afterEach(async () => {
  await Promise.all(open.map((context) => context.close()));
  open = [];
});

const start = async (setup?: BrowserSetup): Promise<BrowserContext> => {
  const context = await shop.newBrowser(setup);
  open.push(context);
  return context;
};

const visit = async (setup?: BrowserSetup, page?: Parameters<PlainShop["visit"]>[1]): Promise<Page> =>
  shop.visit(await start(setup), page);

/** Resolves when the page is loaded and the snippet has told its subscribers, so that the banner has had its turn. */
const settle = async (page: Page): Promise<void> => {
  await page.waitForLoadState("load");
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        (window as unknown as { halley: (verb: string, heard: unknown) => void }).halley("state", resolve);
      }),
  );
};

const askedFor = (page: Page): Promise<number> =>
  page.evaluate(
    () => performance.getEntriesByType("resource").filter(({ name }) => name.includes("/b-")).length,
  );

describe("the banner comes", () => {
  test("where visitors are asked, first in the page, without taking the focus or moving anything", async () => {
    const context = await start();
    await context.addInitScript(() => {
      Object.assign(window, { shifts: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          (window as unknown as { shifts: number }).shifts += (entry as unknown as { value: number }).value;
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    const page = await shop.visit(context);
    await bannerOn(page).waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    await page.getByText("Privacy choices are at the start of this page.").waitFor({ state: "attached" });
    expect(await page.evaluate(() => (window as unknown as { shifts: number }).shifts)).toBe(0);
    await page.keyboard.press("Tab");
    expect(
      await page.getByRole("button", { name: "Accept" }).evaluate((node) => node.matches(":focus")),
    ).toBe(true);
    expect(await context.cookies()).toEqual([]);
  });

  test.each([
    ["de", "Datenschutz-Auswahl"],
    ["fr-CA", "Choix de confidentialité"],
    ["ES", "Opciones de privacidad"],
    ["it", "Scelte sulla privacy"],
    ["pt-BR", "Opções de privacidade"],
    ["nl", "Privacy choices"],
  ])("in the language of a page in %s", async (lang, name) => {
    await bannerOn(await visit({}, { lang }), name).waitFor();
  });

  test("in the language of the browser where it does not speak the page's", async () => {
    await bannerOn(
      await visit({ options: { locale: "de-AT" } }, { lang: "nl" }),
      "Datenschutz-Auswahl",
    ).waitFor();
  });
});

describe("the banner does not come by itself", () => {
  test.each(["__tcfapi", "__gpp"])("where a consent tool is on the page: %s", async (name) => {
    const page = await visit(
      {},
      { script: `<iframe name="${name}"></iframe><script async src="/h/shop.js"></script>` },
    );
    await settle(page);
    expect(await askedFor(page)).toBe(0);
    expect(await bannerOn(page).count()).toBe(0);
  });

  test("where visitors may object, who find it behind a button", async () => {
    const page = await visit({ country: "US" });
    await tabOn(page).waitFor();
    expect(await bannerOn(page).count()).toBe(0);
  });

  test("where the site switched it off", async () => {
    await shop.configure({ consent: { banner: false } });
    const page = await visit();
    await settle(page);
    expect(await askedFor(page)).toBe(0);
  });

  test("after a choice, until it is to be asked again", async () => {
    const context = await start();
    const page = await shop.visit(context);
    await bannerOn(page).getByRole("button", { name: "Refuse" }).click();
    await page.reload();
    await tabOn(page).waitFor();
    expect(await bannerOn(page).count()).toBe(0);
  });
});

describe("yes and no", () => {
  test.each(["light", "dark"] as const)("weigh the same in %s", async (colorScheme) => {
    const page = await visit({ options: { colorScheme } });
    const measure = (name: string) =>
      bannerOn(page)
        .getByRole("button", { name })
        .evaluate((node) => {
          const { width, height } = node.getBoundingClientRect();
          const { color, backgroundColor, fontSize, fontWeight, borderColor } = getComputedStyle(node);
          return { width, height, color, backgroundColor, fontSize, fontWeight, borderColor };
        });
    const [yes, no] = [await measure("Accept"), await measure("Refuse")];
    expect(no).toEqual(yes);
    expect(yes.height).toBeGreaterThanOrEqual(44);
  });

  test.each([
    ["Accept", ACCEPTED],
    ["Refuse", REFUSED],
  ])("%s is one press, and the snippet remembers it", async (name, expected) => {
    const page = await visit();
    await bannerOn(page).getByRole("button", { name }).click();
    await tabOn(page).waitFor();
    expect(await rememberedOn(page)).toEqual(expected);
  });

  test("a yes reaches the server with what the visitor did", async () => {
    const context = await start();
    const page = await shop.visit(context);
    const beacon = page.waitForResponse((response) => response.url().endsWith("/h/shop/e"));
    await bannerOn(page).getByRole("button", { name: "Accept" }).click();
    expect((await beacon).status()).toBe(200);
    const cookie = (await context.cookies()).find(({ name }) => name === "__Host-h-shop");
    const { body } = await shop.instance.call(`/sites/shop/profiles/${cookie?.value.split(".")[0]}`);
    expect(body).toMatchObject({
      events: [{ type: "page_view" }],
      consent: { ad_storage: { state: "granted", source: "banner" } },
    });
  });
});

test("the keyboard alone chooses purpose by purpose", async () => {
  const page = await visit();
  await bannerOn(page).waitFor();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("Tab", "Tab", "Tab", "Enter");
  expect(
    await page.getByRole("checkbox", { name: "Statistics" }).evaluate((node) => node.matches(":focus")),
  ).toBe(true);
  expect(await page.getByRole("checkbox", { checked: true }).count()).toBe(0);
  await press("Space", "Tab", "Tab", "Tab", "Tab", "Tab", "Enter");
  await tabOn(page).waitFor();
  expect(await rememberedOn(page)).toEqual({ ...REFUSED, analytics_storage: "granted" });
  expect(await tabOn(page).evaluate((node) => node.matches(":focus"))).toBe(true);
});

describe("Global Privacy Control", () => {
  test.each(["everywhere", "header"] as const)("known from %s is said to be honoured", async (gpc) => {
    const page = await visit({ gpc });
    await page.getByText(/^Opt-out request honored/).waitFor();
    await bannerOn(page).getByRole("button", { name: "Accept" }).click();
    await tabOn(page).waitFor();
    expect(await rememberedOn(page)).toEqual({ ...REFUSED, analytics_storage: "granted" });
  });

  test("is overridden only by a switch and a save, and says so", async () => {
    const page = await visit({ gpc: "everywhere" });
    await bannerOn(page).getByRole("button", { name: "Choose" }).click();
    await page.getByText(/overrides the request of your browser/).waitFor();
    await page.getByRole("checkbox", { name: "Advertising on this site" }).check();
    await page.evaluate(() => {
      const scope = window as unknown as { halley: (...call: unknown[]) => void; calls: unknown[] };
      const { halley } = scope;
      scope.calls = [];
      scope.halley = (...call) => {
        scope.calls.push(call);
        halley(...call);
      };
    });
    await bannerOn(page).getByRole("button", { name: "Save my choice" }).click();
    expect(await page.evaluate(() => (window as unknown as { calls: unknown[] }).calls)).toEqual([
      [
        "consent",
        { ...REFUSED, ad_storage: "granted" },
        { override_gpc: true, notice: expect.stringMatching(/^b-[0-9a-f]{8}\.js$/) as string },
      ],
    ]);
  });
});

test("an element of the page opens it again, gets the focus back, and Escape closes it", async () => {
  const page = await visit({}, { body: `<button data-halley-preferences>Cookies</button>` });
  await bannerOn(page).getByRole("button", { name: "Accept" }).click();
  await bannerOn(page).waitFor({ state: "detached" });
  const opener = page.getByRole("button", { name: "Cookies" });
  await opener.click();
  await bannerOn(page).waitFor();
  expect(
    await bannerOn(page)
      .getByRole("heading")
      .evaluate((node) => node.matches(":focus")),
  ).toBe(true);
  await page.keyboard.press("Escape");
  await bannerOn(page).waitFor({ state: "detached" });
  expect(await opener.evaluate((node) => node.matches(":focus"))).toBe(true);
  expect(await tabOn(page).count()).toBe(0);
});

describe("by the rules of WCAG 2.2 AA", () => {
  test.each(["light", "dark"] as const)("the banner breaks none in %s", async (colorScheme) => {
    const page = await visit({ gpc: "everywhere", options: { colorScheme, reducedMotion: "reduce" } });
    await bannerOn(page).getByRole("button", { name: "Choose" }).click();
    expect(await wcagViolations(page)).toEqual([]);
  });

  test("nothing is wider than 320 px, and the end of the page can be seen", async () => {
    const page = await visit({ options: { viewport: { width: 320, height: 256 }, reducedMotion: "reduce" } });
    await bannerOn(page).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await bannerOn(page).evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
    const wide = await visit({
      options: { viewport: { width: 1280, height: 720 }, reducedMotion: "reduce" },
    });
    await bannerOn(wide).waitFor();
    await wide.getByRole("link", { name: "The end" }).focus();
    const [end, banner] = [
      await wide.getByRole("link", { name: "The end" }).boundingBox(),
      await bannerOn(wide).boundingBox(),
    ];
    expect(end!.y + end!.height).toBeLessThanOrEqual(banner!.y);
  });
});

describe("the visitor's own page", () => {
  test("breaks no rule of WCAG 2.2 AA, is dressed under its own policy, and works without scripts", async () => {
    const context = await start({ options: { reducedMotion: "reduce" } });
    const page = await shop.visit(context);
    const beacon = page.waitForResponse((response) => response.url().endsWith("/h/shop/e"));
    await bannerOn(page).getByRole("button", { name: "Accept" }).click();
    await beacon;
    const cookies = await context.cookies();
    await page.goto(shop.visitorPage);
    expect(await page.locator("main").evaluate((node) => getComputedStyle(node).maxWidth)).toBe("704px");
    expect(await wcagViolations(page)).toEqual([]);

    const plain = await start({ options: { javaScriptEnabled: false } });
    await plain.addCookies(cookies);
    const own = await plain.newPage();
    await own.goto(shop.visitorPage);
    await own.getByText("Recorded events").waitFor();
    await own.getByRole("link", { name: "Deutsch" }).click();
    await own.getByRole("button", { name: "Alles ablehnen" }).click();
    await own.getByText("Ihre Auswahl ist gespeichert.").waitFor();
    expect((await plain.cookies()).map(({ name }) => name)).toEqual(["__Host-hc-shop"]);
  });

  test("is heard by the snippet of the next page", async () => {
    const context = await start();
    const page = await shop.visit(context);
    await bannerOn(page).getByRole("button", { name: "Accept" }).click();
    await tabOn(page).waitFor();
    const own = await context.newPage();
    await own.goto(shop.visitorPage);
    await own.getByRole("button", { name: "Refuse all" }).click();
    await own.getByText("Your choices are saved.").waitFor();
    const next = await context.newPage();
    await next.goto(`${shop.origin}/shop/`);
    // Past what the browser may have cached for a minute.
    await next.reload();
    await settle(next);
    expect(await rememberedOn(next)).toEqual(REFUSED);
  });
});
