import { describe, expect, test } from "vitest";
import { advance, MINUTE } from "./clock.ts";
import { cookieOf, EMAIL, follow, messageScene, WANTED } from "./message-kit.ts";
import { identify, NOTHING, pageView } from "./samples.ts";

const TARGET = "https://shop.example/boots";
const ON_VERIFY = { identity: { merge: "on-verify" } };

/** A contact, and another browser that looked at socks and is nobody's. */
const twoBrowsers = async (settings: object = {}) => {
  const scene = await messageScene(settings);
  const other = scene.site.browser({ consent: WANTED });
  await other.send([pageView("/socks")]);
  const ownerOf = async (visitor: string) => (await scene.site.profile(visitor)).profile;
  return { ...scene, other, ownerOf };
};

describe("a link that is followed in a browser that is nobody's", () => {
  test.each([
    ["on-claim", {}],
    ["on-verify", ON_VERIFY],
  ])("moves its history into the contact, with the setting %s", async (_, settings) => {
    const { site, contact, other, links, ownerOf } = await twoBrowsers(settings);
    expect(await ownerOf(other.visitor)).toBe(other.visitor);
    await follow(links.click(TARGET), cookieOf(site, other));
    expect(await ownerOf(other.visitor)).toBe(contact);
    await other.send([pageView("/later")]);
    const pages = (await site.profile(contact)).events.flatMap(({ page }) => page?.url ?? []);
    expect(pages).toEqual(
      expect.arrayContaining(["https://shop.example/socks", "https://shop.example/later"]),
    );
  });

  test("moves once", async () => {
    const { site, contact, other, links } = await twoBrowsers();
    await follow(links.click(TARGET), cookieOf(site, other));
    await follow(links.click(TARGET), cookieOf(site, other));
    const { visitors } = await site.profile(contact);
    expect(visitors.filter((visitor) => visitor === other.visitor)).toHaveLength(1);
  });

  test("moves what a form only claimed, where claims must be vouched for", async () => {
    const { site, contact, browser, links, ownerOf } = await twoBrowsers(ON_VERIFY);
    expect(await ownerOf(browser.visitor)).toBe(browser.visitor);
    await follow(links.click(TARGET), cookieOf(site, browser));
    expect(await ownerOf(browser.visitor)).toBe(contact);
  });
});

describe("nothing moves", () => {
  test.each<[string, Record<string, string>]>([
    ["for a request for the head", { method: "HEAD" }],
    ["for a prefetch", { "sec-purpose": "prefetch" }],
    ["for a picture in a page", { "sec-fetch-dest": "image" }],
    ["for a scanner", { "user-agent": "Barracuda Sentinel" }],
  ])("%s, cookie or not", async (_, headers) => {
    const { site, other, links, ownerOf } = await twoBrowsers();
    await follow(links.click(TARGET), { ...cookieOf(site, other), ...headers });
    expect(await ownerOf(other.visitor)).toBe(other.visitor);
  });

  test("for pictures and for the preference page", async () => {
    const { site, other, links, ownerOf } = await twoBrowsers();
    await follow(links.open, cookieOf(site, other));
    await follow(links.unsubscribe, cookieOf(site, other));
    expect(await ownerOf(other.visitor)).toBe(other.visitor);
  });

  test("of a browser that belongs to another contact", async () => {
    const { site, other, links, ownerOf } = await twoBrowsers();
    await other.send([identify("bob@example.com")]);
    const bob = await site.lookUp("email=bob@example.com");
    await follow(links.click(TARGET), cookieOf(site, other));
    expect(await ownerOf(other.visitor)).toBe(bob);
  });

  test("of a browser that has served two contacts", async () => {
    const { site, browser, links, ownerOf } = await twoBrowsers();
    await browser.send([identify("bob@example.com"), pageView("/bob")]);
    const fresh = browser.visitor;
    await browser.send([pageView("/anybody")]);
    await follow(links.click(TARGET), cookieOf(site, browser));
    expect(await ownerOf(fresh)).toBe(fresh);
  });

  test("where nothing may be stored", async () => {
    const { site, other, links, contact } = await twoBrowsers();
    const sent = cookieOf(site, other);
    const { visitor } = other;
    other.consent = NOTHING;
    await other.send([]);
    await follow(links.click(TARGET), sent);
    expect((await site.profile(contact)).visitors).not.toContain(visitor);
  });

  test("where the contact was erased, or the cookie is forged", async () => {
    const { site, other, links, ownerOf } = await twoBrowsers();
    const forged = { cookie: `__Host-h-${site.id}=${other.visitor}.AAAAAAAAAAA` };
    await follow(links.click(TARGET), forged);
    expect(await ownerOf(other.visitor)).toBe(other.visitor);
    await site.server.post("/privacy/erase", { email: EMAIL });
    await advance(MINUTE);
    expect((await follow(links.click(TARGET), cookieOf(site, other))).status).toBe(302);
    expect(await ownerOf(other.visitor)).toBe(other.visitor);
  });
});
