import { describe, expect, test } from "vitest";
import type { Browser } from "./browser.ts";
import { advance, DAY, MINUTE, NOON, present } from "./clock.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf } from "./objects.ts";
import { type Answer, request } from "./request.ts";
import { EVERYTHING, identify, NOTHING, pageView, VIEWERS } from "./samples.ts";

/** One browser on the page of its own: keeps both cookies, sends forms as browsers do. */
class PageVisitor {
  readonly #site: TestSite;
  readonly #browser: Browser;
  /** Value of the cookie that keeps the choice; null while there is none. */
  choice: string | null = null;

  constructor(site: TestSite, browser: Browser = site.browser({ consent: {} })) {
    this.#site = site;
    this.#browser = browser;
  }

  get(query = "", headers: Record<string, string> = {}): Promise<Answer> {
    return this.#ask("GET", query, headers);
  }

  post(form: Record<string, string>, headers: Record<string, string> = {}, query = ""): Promise<Answer> {
    const own = { "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" };
    return this.#ask("POST", query, { ...own, ...headers }, String(new URLSearchParams(form)));
  }

  /** Headers that a browser sends with its beacons too. */
  get cookies(): string {
    const { id } = this.#site;
    return [
      ...(this.#browser.cookie === null ? [] : [`__Host-h-${id}=${this.#browser.cookie}`]),
      ...(this.choice === null ? [] : [`__Host-hc-${id}=${this.choice}`]),
    ].join("; ");
  }

  async #ask(method: string, query: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    const answer = await request(method, `/h/${this.#site.id}/p${query}`, {
      headers: { "cf-ipcountry": "DE", cookie: this.cookies, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = ""] = line.split(";");
    const value = line.includes("Max-Age=0") ? null : pair.slice(pair.indexOf("=") + 1);
    if (pair.startsWith("__Host-hc-")) this.choice = value;
    else this.#browser.cookie = value;
  }
}

/** Texts of the page with white space as browsers show it. */
const textOf = ({ text }: Answer): string =>
  text
    .replace(/<style>.*<\/style>/s, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");

const knownVisitor = async (site: TestSite) => {
  const browser = site.browser();
  await browser.send([pageView(), pageView("/boots")]);
  return { browser, page: new PageVisitor(site, browser), visitor: browser.visitor };
};

describe("a browser that nothing is stored about", () => {
  test("is told so, with the rule of its region, and leaves no trace", async () => {
    const site = await createSite();
    const answer = await new PageVisitor(site).get();
    expect(answer.status).toBe(200);
    expect(textOf(answer)).toContain("Nothing is stored that could be linked to this browser.");
    expect(textOf(answer)).toContain("Germany: nothing is kept unless you agree.");
    expect(answer.text).not.toContain("checked");
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await rowsOf(site, "profile")).toEqual([]);
  });

  test("may choose, which only the browser keeps", async () => {
    const site = await createSite();
    const page = new PageVisitor(site);
    const answer = await page.post({ do: "choose", analytics_storage: "granted", ad_storage: "denied" });
    expect(textOf(answer)).toContain("Your choices are saved.");
    expect(page.choice).toBe(`${NOON / 1_000}.gd-----`);
    expect(textOf(await page.get())).toContain("Allowed on");
    expect(await rowsOf(site, "profile")).toEqual([]);
  });
});

test("a visitor sees what is stored: times, number of events, audiences, choices and where they were made", async () => {
  const site = await createSite();
  await site.putAudience("viewers", VIEWERS);
  const { page } = await knownVisitor(site);
  await advance(DAY);
  const shown = textOf(await page.get());
  expect(shown).toMatch(/First seen [A-Z][a-z]+ \d+, \d{4} at /);
  expect(shown).toContain("carts and orders 2 ");
  expect(shown).toContain(`browser is in ${VIEWERS.name} `);
  expect(shown.match(/Allowed on [^.]+ \(on the banner\)\./g)).toHaveLength(4);
});

test("nobody else's visitor is shown to a browser with a cookie that was not signed", async () => {
  const site = await createSite();
  const { visitor } = await knownVisitor(site);
  const forger = new PageVisitor(site, site.browser({ cookie: `${visitor}.AAAAAAAAAAA` }));
  expect(textOf(await forger.get())).toContain("Nothing is stored");
});

describe("the page", () => {
  test("runs nothing, is framed by nobody and kept by no cache", async () => {
    const site = await createSite();
    const { headers, text } = await new PageVisitor(site).get();
    expect(headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
    });
    expect(text).not.toMatch(/<script|style="|onclick/);
  });

  test.each([
    { wanted: "de-CH, fr;q=0.5", query: "", lang: "de" },
    { wanted: "nl", query: "", lang: "en" },
    { wanted: "de", query: "?lang=it", lang: "it" },
    { wanted: "de", query: "?lang=xx", lang: "de" },
    { wanted: "de", query: `?lang=${"x".repeat(50)}`, lang: "de" },
  ])("speaks $lang to a browser that wants $wanted at $query", async ({ wanted, query, lang }) => {
    const { text } = await new PageVisitor(await createSite()).get(query, { "accept-language": wanted });
    expect(text).toContain(`<html lang="${lang}">`);
  });

  test("writes the name of the site as text, whatever it is", async () => {
    const site = await createSite({ name: "<b onclick=x>Boots & Co</b>" });
    const { text } = await new PageVisitor(site).get();
    expect(text).toContain("&lt;b onclick=x&gt;Boots &amp; Co&lt;/b&gt;");
    expect(text).not.toContain("<b onclick");
  });

  test("of a site that there is not is not found", async () => {
    expect(await request("GET", "/h/no-such-site/p")).toMatchObject({ status: 404 });
  });
});

describe("a refusal on the page", () => {
  test("acts as one on the banner: the history goes, the memberships end, the cookie is cleared", async () => {
    const site = await createSite();
    await site.putAudience("viewers", VIEWERS);
    const { page, browser, visitor } = await knownVisitor(site);
    expect(await site.exported("viewers")).toEqual([visitor]);
    const answer = await page.post({ do: "refuse" });
    expect(textOf(answer)).toContain("is deleted, and so is its cookie");
    expect(browser.cookie).toBeNull();
    expect(await site.exported("viewers")).toEqual([]);
    const { events, consent } = await site.profile(visitor);
    expect(events).toEqual([]);
    expect(consent).toMatchObject({ ad_storage: { state: "denied", source: "page", at: NOON } });
  });

  test("holds against a page that still believes in an older yes", async () => {
    const site = await createSite();
    const { page, browser } = await knownVisitor(site);
    await page.post({ do: "refuse" });
    await advance(MINUTE);
    const beacon = { consent_at: NOON - MINUTE };
    const stale = site.browser({ headers: { cookie: page.cookies } });
    expect((await stale.send([pageView()], beacon)).body).toMatchObject({ accepted: 0 });
    expect(stale.cookie).toBeNull();
    expect(browser.cookie).toBeNull();
    // A yes that was given afterwards is the newer one.
    expect((await stale.send([pageView()], { consent_at: NOON + MINUTE })).body).toMatchObject({
      accepted: 1,
    });
  });

  test("of one purpose leaves the others", async () => {
    const site = await createSite();
    const { page, browser, visitor } = await knownVisitor(site);
    const all = { analytics_storage: "granted", ad_user_data: "granted", ad_personalization: "granted" };
    await page.post({ do: "choose", ...all, ad_storage: "denied" });
    expect(browser.cookie).not.toBeNull();
    expect((await site.profile(visitor)).consent_effective).toMatchObject({ ...all, ad_storage: "denied" });
    expect(textOf(await page.get()).match(/Refused on/g)).toHaveLength(1);
  });
});

test("accepting everything grants what stands on the page, and messages are not on it", async () => {
  const site = await createSite();
  const browser = site.browser({ consent: { analytics_storage: "granted" } });
  await browser.send([pageView()]);
  await new PageVisitor(site, browser).post({ do: "accept" });
  const { consent } = await site.profile(browser.visitor);
  expect(Object.keys(consent).toSorted()).toEqual([
    "ad_personalization",
    "ad_storage",
    "ad_user_data",
    "analytics_storage",
  ]);
});

describe("Global Privacy Control", () => {
  test("is said to be honoured, and accepting everything does not accept what it holds back", async () => {
    const site = await createSite();
    const browser = site.browser({ consent: { analytics_storage: "granted" }, gpc: true });
    await browser.send([pageView()]);
    const page = new PageVisitor(site, browser);
    const shown = await page.get("", { "sec-gpc": "1" });
    expect(textOf(shown)).toContain("Opt-out request honored");
    expect(shown.text.match(/type="radio"/g)).toHaveLength(2);
    await page.post({ do: "accept" }, { "sec-gpc": "1" });
    expect((await site.profile(browser.visitor)).consent).toMatchObject({
      analytics_storage: { state: "granted" },
      ad_storage: { state: "denied" },
    });
  });

  test("that the region's rule ignores is said to be ignored", async () => {
    const site = await createSite();
    await site.server.put("/consent/rules", { rules: [{ region: "*", mode: "opt-out", gpc: "ignore" }] });
    const shown = textOf(await new PageVisitor(site).get("", { "sec-gpc": "1" }));
    expect(shown).toContain("does not act on it");
    expect(shown).not.toContain("Opt-out request honored");
  });
});

test("what was chosen on the page before is not said again when a later banner was answered otherwise", async () => {
  const site = await createSite();
  const { page, browser } = await knownVisitor(site);
  const all = { analytics_storage: "granted", ad_user_data: "granted", ad_personalization: "granted" };
  await page.post({ do: "choose", ...all, ad_storage: "denied" });
  await advance(MINUTE);
  const overriding = site.browser({ consent: EVERYTHING, gpc: true, headers: { cookie: page.cookies } });
  const accepted = { consent_at: present(), signals: { override_gpc: present() } };
  await overriding.send([pageView()], accepted);
  await advance(MINUTE);
  await page.post({ do: "choose", ...all, ad_storage: "granted" }, { "sec-gpc": "1" });
  const after = site.browser({ consent: EVERYTHING, gpc: true, headers: { cookie: page.cookies } });
  await after.send([pageView()], accepted);
  const { consent_effective } = await site.profile(browser.visitor);
  expect(consent_effective).toMatchObject({ ...all, ad_storage: "granted" });
});

describe("a browser that is linked to a contact", () => {
  test("learns nothing of the contact, and may still refuse", async () => {
    const site = await createSite();
    await site.putAudience("all", { ...VIEWERS, name: "Secret group", of: "all" });
    const owner = site.browser();
    await owner.send([pageView(), identify("ada@example.com")]);
    const guest = site.browser({ consent: EVERYTHING });
    await guest.send([pageView(), identify("ada@example.com")]);
    const page = new PageVisitor(site, guest);
    const answer = await page.get();
    expect(textOf(answer)).toContain("linked to an e-mail address or phone number");
    // It did choose before, so the page may not say that it has not.
    expect(textOf(answer)).toContain("What was chosen before is not shown here.");
    const unseen = [
      "ada",
      "example.com",
      "Secret group",
      "First seen",
      "Allowed on",
      "checked",
      "not chosen",
    ];
    for (const word of unseen) {
      expect(answer.text).not.toContain(word);
    }
    await page.post({ do: "refuse" });
    expect(guest.cookie).toBeNull();
    expect((await site.contact("ada@example.com")).consent_effective.ad_storage).toBe("denied");
  });
});

describe("the visitor's rights", () => {
  test("everything is one file, with the view of a visitor", async () => {
    const site = await createSite();
    const { page, visitor } = await knownVisitor(site);
    const { status, headers, body } = await page.post({ do: "download" });
    expect(status).toBe(200);
    expect(headers.get("content-disposition")).toBe(`attachment; filename="${site.id}.json"`);
    expect(body).toMatchObject({ site: site.id, view: "visitor", subject: [visitor] });
  });

  test("asking first erases nothing", async () => {
    const site = await createSite();
    const { page, visitor } = await knownVisitor(site);
    expect(textOf(await page.get("?ask=erase"))).toContain("Erase everything about this browser?");
    expect((await site.profile(visitor)).events).toHaveLength(2);
  });

  test.each([
    { pressed: "erase", isRefused: false },
    { pressed: "erase_and_refuse", isRefused: true },
  ])("$pressed takes profile and cookie, and gives a receipt", async ({ pressed, isRefused }) => {
    const site = await createSite();
    const { page, browser, visitor } = await knownVisitor(site);
    const answer = await page.post({ do: pressed });
    expect(textOf(answer)).toContain("Everything is erased");
    expect(textOf(answer)).toMatch(/Receipt \S+ Time/);
    expect(browser.cookie).toBeNull();
    expect((await site.server.get(`/profiles/${visitor}`)).status).toBe(404);
    expect(page.choice?.endsWith(".dddd---") ?? false).toBe(isRefused);
  });

  test.each(["download", "erase"])("a linked browser may not %s what is a contact's", async (pressed) => {
    const site = await createSite();
    const guest = site.browser();
    await guest.send([pageView(), identify("ada@example.com")]);
    const answer = await new PageVisitor(site, guest).post({ do: pressed });
    expect(answer).toMatchObject({ status: 404, body: { code: "profile_unknown" } });
    expect((await site.contact("ada@example.com")).events).toHaveLength(2);
  });
});

describe("a form", () => {
  test.each([
    { from: "another site", headers: { "sec-fetch-site": "cross-site" } },
    { from: "another host of the site", headers: { "sec-fetch-site": "same-site" } },
    { from: "nowhere", headers: { "sec-fetch-site": "none" } },
  ])("from $from changes nothing", async ({ headers }) => {
    const site = await createSite();
    const { page, visitor } = await knownVisitor(site);
    const answer = await page.post({ do: "refuse" }, headers);
    expect(answer).toMatchObject({ status: 403, body: { code: "origin_foreign" } });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await site.profile(visitor)).consent).toMatchObject({ ad_storage: { state: "granted" } });
  });

  test.each([
    { form: { do: "everything" } },
    { form: {} },
    { form: { do: "choose", ad_storage: "maybe" } },
    { form: { do: "refuse", padding: "x".repeat(5_000) }, status: 413, code: "body_too_large" },
  ])("that is none of ours is refused: $form.do", async ({ form, status = 400, code = "body_invalid" }) => {
    const site = await createSite();
    const answer = await new PageVisitor(site).post(form);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.text).not.toMatch(/maybe|everything/);
  });
});

const scriptOf = (site: TestSite, headers: Record<string, string> = {}): Promise<Answer> =>
  request("GET", `/h/${site.id}.js`, { headers: { "cf-ipcountry": "DE", ...headers } });

describe("the snippet's script", () => {
  test.each([
    { where: "visitors are asked", country: "DE", settings: {}, expected: true },
    { where: "visitors may object", country: "US", settings: {}, expected: true },
    { where: "the rule is off", country: "JP", settings: {}, expected: false },
    {
      where: "the site has its own",
      country: "DE",
      settings: { consent: { banner: false } },
      expected: false,
    },
  ])("brings the banner where $where: $expected", async ({ country, settings, expected }) => {
    const site = await createSite(settings);
    await site.server.put("/consent/rules", {
      rules: [
        { region: "*", mode: "opt-in" },
        { region: "US", mode: "opt-out" },
        { region: "JP", mode: "off" },
      ],
    });
    const { text, headers } = await scriptOf(site, { "cf-ipcountry": country });
    expect(text.includes("data-halley-preferences")).toBe(expected);
    expect(headers.get("cache-control")).toBe("private, max-age=60, must-revalidate");
  });

  test("is not sent again to who has it, though a proxy that compressed it weakened its tag", async () => {
    const site = await createSite();
    const tag = (await scriptOf(site)).headers.get("etag") ?? "";
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
      expect({ known, status: (await scriptOf(site, { "if-none-match": known })).status }).toEqual({
        known,
        status: 304,
      });
    }
    expect((await scriptOf(site, { "if-none-match": '"other"' })).status).toBe(200);
  });

  test("brings a choice that was made on the page, with its age, to this browser alone", async () => {
    const site = await createSite();
    const page = new PageVisitor(site);
    await page.post({ do: "refuse" });
    await advance(MINUTE);
    const { text, headers } = await scriptOf(site, { cookie: page.cookies });
    expect(text).toContain(
      JSON.stringify({
        site: site.id,
        consent: { ...NOTHING },
        age: MINUTE,
      }),
    );
    expect(headers.get("cache-control")).toBe("no-store");
    expect((await scriptOf(site)).text).not.toContain('"age"');
  });
});
