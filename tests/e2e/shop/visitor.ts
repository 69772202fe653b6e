import type { BrowserContext, Page } from "playwright-core";
import { until } from "./shop.ts";

/** What the banner says with "Refuse". */
export const REFUSED = {
  analytics_storage: "denied",
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
} as const;

/** The visitor's cookie, unreadable for scripts. */
const COOKIE = "__Host-h-demo";

/** The id the browser holds; undefined where it holds none. */
export const visitorIn = async (context: BrowserContext): Promise<string | undefined> => {
  const cookie = (await context.cookies()).find(({ name }) => name === COOKIE);
  return cookie?.value.split(".")[0];
};

export const untilVisitor = (context: BrowserContext): Promise<string> => until(() => visitorIn(context));

/** Answers the banner and waits until it is gone. */
export const answerBanner = async (page: Page, answer: "Accept" | "Refuse"): Promise<void> => {
  const banner = page.getByRole("region", { name: "Privacy choices" });
  await banner.getByRole("button", { name: answer, exact: true }).click();
  await banner.waitFor({ state: "hidden" });
};

/** Opens the banner again from the foot of the page. */
export const openPrivacyChoices = async (page: Page): Promise<void> => {
  await page.getByRole("contentinfo").getByRole("button", { name: "Privacy choices" }).click();
  await page.getByRole("region", { name: "Privacy choices" }).waitFor();
};

/** On a product page. */
export const addToCart = async (page: Page): Promise<void> => {
  const button = page.getByRole("button", { name: "Add to cart" });
  await button.waitFor();
  // Before its script is there, the form only reloads the page.
  await page.waitForLoadState("load");
  await button.click();
  await page.getByText("is in your cart").waitFor();
};

/** A new browser that has accepted on the home page, and the visitor it became. */
export const acceptAtHome = async (
  context: BrowserContext,
  origin: string,
): Promise<{ page: Page; visitor: string }> => {
  const page = await context.newPage();
  await page.goto(`${origin}/demo/`);
  await answerBanner(page, "Accept");
  return { page, visitor: await untilVisitor(context) };
};

/** Calls `halley(…)` in the page. */
export const callHalley = (page: Page, ...call: unknown[]): Promise<void> =>
  page.evaluate((given) => {
    (window as unknown as { halley: (...args: unknown[]) => void }).halley(...given);
  }, call);

/** What the site and the snippet left in this browser, as far as a script can see. */
export const storageIn = (page: Page): Promise<{ items: Record<string, string>; databases: string[] }> =>
  page.evaluate(async () => ({
    items: Object.fromEntries(Object.entries(localStorage)) as Record<string, string>,
    databases: (await indexedDB.databases()).map(({ name }) => name ?? ""),
  }));

/** How many events wait in the browser's database. */
export const waitingIn = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const opening = indexedDB.open("h.demo");
        // There is none yet, and looking must not make one.
        opening.addEventListener("upgradeneeded", () => opening.transaction?.abort());
        opening.addEventListener("error", () => resolve(0));
        opening.addEventListener("success", () => {
          const { result: database } = opening;
          const name = database.objectStoreNames[0]!;
          const reading = database.transaction(name).objectStore(name).get(0);
          reading.addEventListener("success", () => {
            database.close();
            resolve((JSON.parse((reading.result ?? "[]") as string) as unknown[]).length);
          });
        });
      }),
  );

/** Signs up for the letter on the home page, as fast as the forms are heard; with or without the box. */
export const askForLetter = async (page: Page, email: string, isWanted = true): Promise<void> => {
  const form = page.locator("form[data-halley-identify]");
  await form.getByLabel("E-mail").fill(email);
  await untilFormsAreHeard(page);
  if (isWanted) await form.getByRole("checkbox").check();
  await form.getByRole("button").click();
  await page.getByRole("heading", { name: "You are on the list" }).waitFor();
};

/** Waits until the part of the snippet that hears forms runs in the page. */
export const untilFormsAreHeard = async (page: Page): Promise<void> => {
  const address = await until(() =>
    page.evaluate(
      () => performance.getEntriesByType("resource").find(({ name }) => name.includes("/h/demo/x-"))?.name,
    ),
  );
  // The same module: this resolves after the snippet, which asked for it first, has run it.
  await page.evaluate(`import(${JSON.stringify(address)}).then(() => undefined)`);
};
