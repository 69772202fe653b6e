import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { launchBrowser } from "../browser.ts";
import { type Collector, startCollector } from "./collector.ts";
import { call, type Complaints, listenForComplaints, STUB } from "./page.ts";

let browser: Browser;
let collector: Collector;
let context: BrowserContext;
let complaints: Complaints;

beforeAll(async () => {
  [browser, collector] = await Promise.all([launchBrowser(), startCollector()]);
});
afterAll(() => Promise.all([browser.close(), collector.stop()]));
beforeEach(async () => {
  collector.reset();
  context = await browser.newContext();
});
afterEach(() => context.close());

const open = async (path: string): Promise<Page> => {
  const page = await context.newPage();
  complaints = listenForComplaints(page);
  await page.goto(collector.origin + path);
  return page;
};
const chunkRequests = (): string[] =>
  collector.state.requests.filter((path) => /\/x-[0-9a-f]{8}\.js$/.test(path));
const identified = () => collector.events().filter(({ type }) => type === "identify");

const openForm = async (form: string): Promise<Page> => {
  collector.page("/form", { body: form });
  const page = await open("/form");
  await collector.until(() => chunkRequests().length === 1);
  await page.waitForLoadState("networkidle");
  return page;
};

describe("forms", () => {
  test("a page without an opted-in form loads nothing more", async () => {
    collector.page("/plain", {
      body: "<form action=/done><input type=email value=a@b.co><button>go</button></form>",
    });
    const page = await open("/plain");
    await page.click("button");
    await collector.until(() => collector.events().length === 2);
    expect(chunkRequests()).toEqual([]);
    expect(identified()).toEqual([]);
  });

  test("an address, a phone number and a ticked box leave with the submission", async () => {
    const page = await openForm(`<form id=signup action=/done data-halley-identify>
      <input name=who value=Ann><input type=email name=mail value=" Ann@Example.COM"><input type=tel value="+49 30 1">
      <input type=checkbox checked data-halley-consent=email_marketing><input type=checkbox data-halley-consent=sms_marketing>
      <button>go</button></form>`);
    expect(identified()).toEqual([]);
    await page.click("button");
    await collector.until(() => identified().length > 0);
    expect(identified()[0]).toEqual({
      id: expect.any(String),
      type: "identify",
      at: expect.any(Number),
      n: 1,
      email: "ann@example.com",
      phone: "+49 30 1",
      form_id: "signup",
      page: { url: `${collector.origin}/form`, referrer: "", title: "Shop" },
    });
    const { consent } = collector.state.beacons.find(({ body }) =>
      body.events.some(({ type }) => type === "identify"),
    )!.body;
    expect(consent).toEqual({ email_marketing: "granted" });
    expect(complaints).toEqual([]);
  });

  test.for([
    ["a password", "<input type=password value=secret1>"],
    ["a shown password", "<input autocomplete='section-a new-password' value=secret1>"],
    ["a field named like a password", "<input name=userPassword value=secret1>"],
    ["a card number", "<input autocomplete=cc-number value=4111111111111111>"],
    ["a one-time code", "<input autocomplete=one-time-code value=secret2>"],
    ["two addresses", "<input type=email value=b@example.com>"],
  ] as const)("a form with %s is not read", async ([, field]) => {
    const page = await openForm(
      `<form method=post action=/done data-halley-identify><input type=email value=a@example.com>${field}<button>go</button></form>`,
    );
    await page.click("button");
    await collector.until(() => collector.events().filter(({ type }) => type === "page_view").length === 2);
    expect(identified()).toEqual([]);
    // Ids of events are forty random digits: a few of them prove nothing.
    expect(JSON.stringify(collector.state.beacons)).not.toMatch(/secret\d|4111111111111111|example\.com/);
  });

  test("a named field is read instead, and a value that is no address is not", async () => {
    const page = await openForm(`<form onsubmit="return false" data-halley-identify=contact>
      <input type=email value=other@example.com><input name=contact value=nobody><button>go</button></form>`);
    await page.click("button");
    await page.fill("[name=contact]", "me@example.com");
    await page.click("button");
    await collector.until(() => identified().length > 0);
    expect(identified().map(({ email }) => email)).toEqual(["me@example.com"]);
  });

  test("a form without an id is known by its name, whatever its fields are called", async () => {
    const page = await openForm(`<form name=order onsubmit="return false" data-halley-identify>
      <input name=name value=Ann><input name=id value=1><input type=email value=a@example.com><button>go</button></form>`);
    await page.click("button");
    await collector.until(() => identified().length > 0);
    expect(identified()[0]).toMatchObject({ form_id: "order" });
  });

  test("a form that appears later is heard", async () => {
    const page = await open("/spa");
    await collector.until(() => collector.events().length === 1);
    await page.evaluate(() => {
      const form = document.createElement("form");
      form.dataset.halleyIdentify = "";
      form.addEventListener("submit", (event) => event.preventDefault());
      const input = Object.assign(document.createElement("input"), { type: "email" });
      form.append(input, document.createElement("button"));
      document.body.append(form);
    });
    const loaded = page.waitForResponse((response) => /\/x-/.test(response.url()));
    await page.fill("input", "late@example.com");
    await loaded;
    await page.waitForLoadState("networkidle");
    await page.click("button");
    await collector.until(() => identified().length === 1);
  });
});

describe("the data layer", () => {
  test("both shapes are replayed and heard, once each, and nothing else", async () => {
    collector.page("/shop", {
      head: `<script>
        dataLayer=[{event:'gtm.js'},{event:'view_item',ecommerce:{currency:'EUR',value:5,items:[{item_id:'a',price:5}]},user:'x@y.z'}];
        function gtag(){dataLayer.push(arguments)}
        gtag('config','G-1');gtag('event','page_view');gtag('event','sign_up',{method:'mail',user_id:'u1'})</script>`,
    });
    const page = await open("/shop");
    await collector.until(() => collector.types().includes("sign_up") || chunkRequests().length === 1);
    await page.waitForLoadState("networkidle");
    const length = await page.evaluate(() => {
      const { dataLayer } = window as unknown as { dataLayer: unknown[] };
      const cart = { event: "add_to_cart", ecommerce: { items: [{ item_name: "b" }] } };
      dataLayer.push(cart);
      dataLayer.push(cart, null, "text", { event: "identify", email: "x@y.z" });
      return dataLayer.push({ event: "quiz_done", search_term: "boots", email: "x@y.z" });
    });
    expect(length).toBe(11);
    await call(page, "flush");
    await collector.until(() => collector.types().includes("quiz_done"));
    expect(collector.types()).toEqual(["page_view", "view_item", "sign_up", "add_to_cart", "quiz_done"]);
    expect(collector.events()[1]).toMatchObject({
      currency: "EUR",
      value: 5,
      items: [{ item_id: "a", price: 5 }],
    });
    expect(collector.events()[2]).toMatchObject({ method: "mail" });
    expect(collector.events()[4]).toMatchObject({ search_term: "boots" });
    expect(JSON.stringify(collector.state.beacons)).not.toMatch(/x@y\.z|u1/);
    expect(complaints).toEqual([]);
  });
});

describe("a strict policy", () => {
  const both = {
    head: `<script nonce=n1>${STUB};dataLayer=[{event:'login',ecommerce:{}}]</script>`,
    body: "<form data-halley-identify></form>",
  };
  test.for([
    ["'self'", `default-src 'none'; script-src 'self' 'nonce-n1'; connect-src 'self'`],
    [
      "a nonce and strict-dynamic",
      `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src 'self'`,
    ],
    [
      "Trusted Types",
      `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`,
    ],
  ] as const)("of %s lets everything through", async ([, policy]) => {
    collector.page("/strict", {
      ...both,
      script: `<script nonce=n1 async src="/h/demo.js"></script>`,
      headers: { "content-security-policy": policy },
    });
    await open("/strict");
    await collector.until(() => chunkRequests().length === 1 && collector.types().includes("login"));
    expect(complaints).toEqual([]);
  });
});
