import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { sign } from "../../worker/crypto/signed.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import { createSite, type TestSite } from "./kit.ts";
import { rowsOf } from "./objects.ts";
import { pageView } from "./samples.ts";

const MAC_BYTES = 8;

/** A cookie value that the site itself would have signed. */
const signed = (site: TestSite, id: string): string =>
  sign(siteSecrets(env.HALLEY_SECRET, site.id).cookie, id, MAC_BYTES);

const DIGITS = "0123456789ABCDEFGHIJKL";

describe("a cookie is never adopted", () => {
  const cookies: [name: string, value: (site: TestSite) => string | Promise<string>][] = [
    ["that is empty", () => ""],
    ["that is no id", () => "hello"],
    ["without a signature", () => `vx00${DIGITS}`],
    ["with an empty signature", () => `vx00${DIGITS}.`],
    ["with another signature", () => `vx00${DIGITS}.AAAAAAAAAAA`],
    ["whose signature is one byte short", (site) => signed(site, `vx00${DIGITS}`).slice(0, -2)],
    ["whose id was changed after signing", (site) => signed(site, `vx00${DIGITS}`).replace("vx00", "vx01")],
    ["that another site signed", async () => signed(await createSite(), `vx00${DIGITS}`)],
    ["of zeros only, however signed", (site) => signed(site, `vx00${"0".repeat(22)}`)],
    ["that names a contact, however signed", (site) => signed(site, `c00${DIGITS}`)],
    ["of an unknown region, however signed", (site) => signed(site, `vz00${DIGITS}`)],
    ["that is too long, however signed", (site) => signed(site, `vx00${DIGITS}0`)],
    ["with two ids", (site) => `${signed(site, `vx00${DIGITS}`)},vx00${DIGITS}`],
    ["of four thousand characters", () => "v".repeat(4_000)],
  ];

  test.each(cookies)("%s", async (_, value) => {
    const site = await createSite();
    const cookie = await value(site);
    const ada = site.browser({ cookie });
    expect(await ada.send([pageView()])).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(ada.visitor).not.toContain(DIGITS);
    expect(ada.visitor).toMatch(/^vx0[01][0-9A-Za-z]{22}$/);
    expect((await rowsOf(site, "profile")).map(({ id }) => id)).toEqual([ada.visitor]);
  });

  test("that this site signed for a visitor is", async () => {
    const site = await createSite();
    const ada = site.browser({ cookie: signed(site, `vx00${DIGITS}`) });
    await ada.send([pageView()]);
    expect(ada.visitor).toBe(`vx00${DIGITS}`);
  });
});

test("the cookie is bound to the host, hidden from scripts and lasts 395 days", async () => {
  const site = await createSite();
  const ada = site.browser();
  const { headers } = await ada.send([pageView()]);
  expect(headers.get("set-cookie")).toBe(
    `__Host-h-${site.id}=${ada.cookie}; Max-Age=34128000; Path=/; HttpOnly; Secure; SameSite=Lax`,
  );
});

describe("without a cookie", () => {
  test("a beacon whose answer was lost leads to the same visitor again", async () => {
    const site = await createSite();
    const [first, again] = [site.browser(), site.browser()];
    const events = [pageView(), pageView()];
    await first.send(events);
    expect((await again.send(events)).body).toEqual({
      accepted: 0,
      duplicate: 2,
      rejected: [],
      dropped: [],
    });
    expect(again.cookie).toBe(first.cookie);
  });

  test("two beacons at the same time lead to one visitor, and every event counts once", async () => {
    const site = await createSite();
    const [first, again] = [site.browser(), site.browser()];
    const events = [pageView(), pageView()];
    const answers = await Promise.all([first.send(events), again.send(events)]);
    expect(answers.map(({ body }) => body)).toContainEqual({
      accepted: 2,
      duplicate: 0,
      rejected: [],
      dropped: [],
    });
    expect(again.cookie).toBe(first.cookie);
    expect((await site.profile(first.visitor)).events).toHaveLength(2);
  });

  test.each(["1", "page-1", "00000000-0000-0000-0000-000000000000", "0190163d-8694-739b-aea5-966c26f8ad91"])(
    "an event id that two browsers could share (%s) leads to two visitors",
    async (id) => {
      const site = await createSite();
      const [ada, ben] = [site.browser(), site.browser()];
      await ada.send([{ ...pageView(), id }]);
      await ben.send([{ ...pageView(), id }]);
      expect(ben.visitor).not.toBe(ada.visitor);
    },
  );

  test("the same event id on two sites leads to two ids", async () => {
    const [one, two] = [await createSite(), await createSite()];
    const view = pageView();
    const [ada, ben] = [one.browser(), two.browser()];
    await ada.send([view]);
    await ben.send([view]);
    expect(ben.visitor.slice(4)).not.toBe(ada.visitor.slice(4));
  });
});

describe("a reset", () => {
  test("starts a new visitor before its events and leaves the old one alone", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    const before = ada.visitor;
    const view = pageView();
    await ada.send([view], { reset: crypto.randomUUID() });
    expect(ada.visitor).not.toBe(before);
    expect((await site.profile(before)).events).toHaveLength(1);
    expect((await site.profile(ada.visitor)).events.map(({ id }) => id)).toEqual([view.id]);
  });

  test("that is sent again rotates to the same visitor and counts nothing twice", async () => {
    const site = await createSite();
    const ada = site.browser();
    await ada.send([pageView()]);
    const old = site.browser({ cookie: ada.cookie ?? "" });
    const [view, reset] = [pageView(), crypto.randomUUID()];
    await ada.send([view], { reset });
    expect((await old.send([view], { reset })).body).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(old.cookie).toBe(ada.cookie);
    expect((await ada.send([view], { reset })).body).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(old.cookie).toBe(ada.cookie);
  });
});
