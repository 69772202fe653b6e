import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { RegionRule } from "../../../schemas/consent.ts";
import { launchBrowser } from "../browser.ts";
import { TestInstance } from "../instance-kit.ts";

/** A careful shop's policy: no inline code, no inline style, nothing from elsewhere. */
export const STRICT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; require-trusted-types-for 'script'";

export interface PageSetup {
  readonly lang?: string;
  readonly head?: string;
  readonly body?: string;
  readonly policy?: string;
  /** The snippet's own tag. */
  readonly script?: string;
}

export interface BrowserSetup {
  readonly country?: string;
  /** Global Privacy Control: in the header and for scripts, or in the header alone. */
  readonly gpc?: "everywhere" | "header";
  readonly options?: BrowserContextOptions;
}

const FILLER = "<p>A boot is a shoe that goes on.</p>".repeat(60);

const documentOf = (setup: PageSetup): string =>
  `<!doctype html><html lang="${setup.lang ?? "en"}"><head><title>Shop</title>${setup.head ?? ""}${
    setup.script ?? `<script async src="/h/shop.js"></script>`
  }</head><body>${setup.body ?? `<h1>Boots</h1><a href="#boots">See the boots</a>${FILLER}<a href="#end">The end</a>`}</body></html>`;

/** A shop with one page of its own making, on a fresh instance, behind Halley's default banner. */
export class PlainShop {
  readonly instance: TestInstance;
  readonly #browser: Browser;

  private constructor(instance: TestInstance, browser: Browser) {
    this.instance = instance;
    this.#browser = browser;
  }

  /** A shop and the browser of its visitors, until it is closed. */
  static async open(): Promise<PlainShop> {
    const [instance, browser] = await Promise.all([TestInstance.start(), launchBrowser()]);
    const shop = new PlainShop(instance, browser);
    await shop.configure({});
    return shop;
  }

  get origin(): string {
    return this.instance.origin;
  }

  /** Address of the visitor's own page. */
  get visitorPage(): string {
    return `${this.origin}/h/shop/p`;
  }

  async configure(settings: object): Promise<void> {
    const body = {
      name: "Fell & Fen",
      origins: [this.origin],
      timezone: "Europe/Berlin",
      currency: "EUR",
      ...settings,
    };
    const { status, text } = await this.instance.call("/sites/shop", { body });
    if (status > 201) throw new Error(`the site answered ${status}: ${text}`);
  }

  async putRules(...rules: (Pick<RegionRule, "region" | "mode"> & Partial<RegionRule>)[]): Promise<void> {
    const { status, text } = await this.instance.call("/sites/shop/consent/rules", { body: { rules } });
    if (status !== 200) throw new Error(`the rules answered ${status}: ${text}`);
  }

  async newBrowser({ country = "DE", gpc, options = {} }: BrowserSetup = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({
      ...options,
      extraHTTPHeaders: {
        "CF-IPCountry": country,
        ...(gpc === undefined ? {} : { "Sec-GPC": "1" }),
      },
    });
    if (gpc === "everywhere") {
      await context.addInitScript(() => {
        Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
      });
    }
    return context;
  }

  /** A tab of the browser on the shop's page. */
  async visit(context: BrowserContext, setup: PageSetup = {}): Promise<Page> {
    await context.unroute(`${this.origin}/shop/**`);
    await context.route(`${this.origin}/shop/**`, (route) =>
      route.fulfill({
        contentType: "text/html; charset=utf-8",
        headers: { "content-security-policy": setup.policy ?? STRICT_POLICY },
        body: documentOf(setup),
      }),
    );
    const page = await context.newPage();
    await page.goto(`${this.origin}/shop/`);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.instance.remove();
  }
}

/** The banner, by what a screen reader calls it in English. */
export const bannerOn = (page: Page, name = "Privacy choices"): Locator => page.getByRole("region", { name });

/** The button that leads back to the banner on pages that have none. */
export const tabOn = (page: Page): Locator => page.getByRole("button", { name: "Privacy choices" });

/** What the browser remembers of the choice; null for nothing. */
export const rememberedOn = (page: Page): Promise<unknown> =>
  page.evaluate(
    () => (JSON.parse(localStorage.getItem("h.shop") ?? "null") as { c: unknown } | null)?.c ?? null,
  );
