import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { Shop, until, untilTrue } from "./shop.ts";
import { acceptAtHome, addToCart, untilFormsAreHeard, untilVisitor } from "./visitor.ts";

let shop: Shop;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  [shop, browser] = await Promise.all([Shop.open(), launchBrowser()]);
});
afterAll(() => Promise.all([shop.close(), browser.close()]));
beforeEach(async () => {
  shop.forget();
  context = await browser.newContext();
});
afterEach(() => context.close());

/** Everything that was said to Halley, as text. */
const toldHalley = (): string =>
  shop.exchanges
    .filter(({ path }) => path.startsWith("/h/"))
    .map(({ path, body }) => `${path} ${body}`)
    .join("\n");

test("the checkout tells the address, the consent and the order, and nothing else of the form", async () => {
  const { page, visitor } = await acceptAtHome(context, shop.origin);
  await page.goto(`${shop.origin}/demo/p/scarth-boot`);
  await addToCart(page);
  await page.goto(`${shop.origin}/demo/checkout`);
  await untilFormsAreHeard(page);
  const fields = {
    Name: "Quirinius Obermaier",
    "E-mail": "quirin@example.org",
    "Street and number": "Zirbelgasse 77",
    Postcode: "83471-canary",
    Town: "Schönau-canary",
  };
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByRole("checkbox", { name: /Send me the letter/ }).check();
  await page.getByRole("button", { name: "Place order" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  const order = await page.locator(".order-number").innerText();
  const contact = await until(() => shop.contactOf("quirin@example.org"));
  const purchase = await shop.untilKept(contact, "purchase");
  await shop.leave(context);

  expect(purchase).toMatchObject({ transaction_id: order, currency: "EUR", value: 189 });
  expect(await shop.profile(contact)).toMatchObject({
    visitors: [visitor],
    consent_effective: { analytics_storage: "granted", email_marketing: "granted", sms_marketing: "denied" },
  });
  const history = await shop.eventsOf(contact);
  expect(history.map(({ type }) => type)).toEqual([
    "page_view",
    "view_item_list",
    "page_view",
    "view_item",
    "add_to_cart",
    "page_view",
    "begin_checkout",
    "identify",
    "page_view",
    "purchase",
  ]);
  expect(history.map(({ id }) => id).toSorted()).toEqual(
    [...new Set(shop.sentEvents().map(({ id }) => id))].toSorted(),
  );
  const told = toldHalley();
  expect(told).toContain("quirin@example.org");
  expect(told).not.toMatch(/Quirinius|Obermaier|Zirbelgasse|canary/);
  expect(JSON.stringify(history)).not.toMatch(/quirin/i);
});

const CANARY = "canary-4111-1111";

for (const { holds, opted, secret } of [
  { holds: "a password", opted: true, secret: { type: "password", name: "pass" } },
  {
    holds: "a card number",
    opted: true,
    secret: { type: "text", name: "number", autocomplete: "cc-number" },
  },
  {
    holds: "a one-time code",
    opted: true,
    secret: { type: "text", name: "code", autocomplete: "one-time-code" },
  },
  { holds: "an address and was not opted in", opted: false, secret: { type: "text", name: "note" } },
]) {
  test(`nothing leaves of a form that holds ${holds}`, async () => {
    const { page } = await acceptAtHome(context, shop.origin);
    await untilFormsAreHeard(page);
    await page.evaluate(
      ([attributes, isOpted]) => {
        const form = document.createElement("form");
        form.action = "/demo/newsletter";
        form.method = "post";
        if (isOpted) form.dataset["halleyIdentify"] = "";
        const email = Object.assign(document.createElement("input"), { type: "email", name: "email" });
        const other = Object.assign(document.createElement("input"), attributes);
        const button = Object.assign(document.createElement("button"), { textContent: "Sign in" });
        email.setAttribute("aria-label", "Injected e-mail");
        other.setAttribute("aria-label", "Injected secret");
        form.append(email, other, button);
        document.querySelector("main")!.prepend(form);
      },
      [secret, opted] as const,
    );
    await page.getByLabel("Injected e-mail").fill("secretive@example.org");
    await page.getByLabel("Injected secret").fill(CANARY);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "You are on the list" }).waitFor();
    const visitor = await untilVisitor(context);
    await untilTrue(async () =>
      (await shop.eventsOf(visitor)).some(({ page: at }) => at?.url.endsWith("/thanks")),
    );
    await shop.leave(context);
    const shopRequest = shop.exchanges.find(
      ({ method, path }) => method === "POST" && path === "/demo/newsletter",
    );
    expect(shopRequest?.body).toContain(CANARY);
    expect(toldHalley()).not.toMatch(/canary|secretive|identify/);
    expect(await shop.contactOf("secretive@example.org")).toBe(undefined);
  });
}
