import { describe, expect, test } from "vitest";
import { advance, MINUTE } from "./clock.ts";
import { EMAIL, follow, linksFor, type MessageScene, messageScene, refTo, resultsOf } from "./message-kit.ts";
import { rowsOf } from "./objects.ts";

const TOPICS = {
  messaging: {
    topics: [
      { id: "offers", name: "Offers <b>" },
      { id: "news", name: "News" },
    ],
  },
};
const FORM = { "content-type": "application/x-www-form-urlencoded" };
const ONE_CLICK = { method: "POST", body: "List-Unsubscribe=One-Click", ...FORM };

/** Purposes of messages as the profile shows them. */
const wantedBy = async ({ site, contact }: MessageScene) => {
  const { email_marketing, sms_marketing, push_marketing } = (await site.profile(contact)).consent_effective;
  return { email: email_marketing, sms: sms_marketing, push: push_marketing };
};

const checked = (text: string): string[] =>
  [...text.matchAll(/<input type="checkbox" name="(\w+)" value="([\w-]+)" +checked/g)].map(
    ([, name, value]) => `${name} ${value}`,
  );

describe("one click in the mail program", () => {
  test("ends the medium at once, without cookies, page or redirect", async () => {
    const scene = await messageScene();
    const answer = await follow(scene.links.unsubscribe, { ...ONE_CLICK, "user-agent": "" });
    expect([answer.status, await answer.text(), answer.headers.get("location")]).toEqual([200, "", null]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await wantedBy(scene)).toEqual({ email: "denied", sms: "granted", push: "denied" });
    expect(await resultsOf(scene)).toEqual([{ step: "first", unsubscribed: 1 }]);
  });

  test("as a multipart form does the same", async () => {
    const scene = await messageScene();
    const body =
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    expect((await follow(scene.links.unsubscribe, { method: "POST", body, ...headers })).status).toBe(200);
    expect((await wantedBy(scene)).email).toBe("denied");
  });

  test("twice is once", async () => {
    const scene = await messageScene();
    for (let time = 0; time < 2; time++) {
      expect((await follow(scene.links.unsubscribe, ONE_CLICK)).status).toBe(200);
      await advance(MINUTE);
    }
    expect(await resultsOf(scene)).toEqual([{ step: "first", unsubscribed: 1 }]);
  });

  test("ends the topic of a message that has one, as long as the site has it", async () => {
    const scene = await messageScene(TOPICS, "offers");
    await follow(scene.links.unsubscribe, ONE_CLICK);
    expect((await wantedBy(scene)).email).toBe("granted");
    const page = await (await follow(scene.links.unsubscribe)).text();
    expect(checked(page)).toEqual(["topic news", "medium email", "medium sms"]);
    expect(await resultsOf(scene)).toEqual([{ step: "first", unsubscribed: 1 }]);
    await follow(linksFor(scene.site, scene.ref, "gone").unsubscribe, ONE_CLICK);
    expect((await wantedBy(scene)).email).toBe("denied");
  });

  test.each([
    ["another word", "List-Unsubscribe=Two-Click"],
    ["nothing", ""],
    ["an unknown deed", "do=erase"],
    ["a medium that is none", "do=save&medium=pigeon"],
  ])("that says %s is refused and ends nothing", async (_, body) => {
    const scene = await messageScene();
    const answer = await follow(scene.links.unsubscribe, { method: "POST", body, ...FORM });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain("pigeon");
    expect((await wantedBy(scene)).email).toBe("granted");
  });

  test("with a body that is too large or no form is refused", async () => {
    const scene = await messageScene();
    const large = `List-Unsubscribe=One-Click&x=${"x".repeat(8_192)}`;
    expect((await follow(scene.links.unsubscribe, { method: "POST", body: large, ...FORM })).status).toBe(
      413,
    );
    const odd = { method: "POST", body: "{}", "content-type": "application/json" };
    expect((await follow(scene.links.unsubscribe, odd)).status).toBe(400);
  });

  test("on an erased contact is answered and brings nobody back", async () => {
    const scene = await messageScene();
    await scene.site.server.post("/privacy/erase", { email: EMAIL });
    expect((await follow(scene.links.unsubscribe, ONE_CLICK)).status).toBe(200);
    expect((await rowsOf(scene.site, "profile")).length).toBe(0);
    expect((await follow(scene.links.unsubscribe)).status).toBe(404);
  });
});

describe("the page", () => {
  test.each(["GET", "HEAD"])("changes nothing on %s, whoever asks", async (method) => {
    const scene = await messageScene();
    for (const agent of ["", "Mozilla/5.0", "Barracuda"]) {
      const answer = await follow(scene.links.unsubscribe, { method, "user-agent": agent });
      expect(answer.status).toBe(200);
    }
    expect((await wantedBy(scene)).email).toBe("granted");
    expect(await resultsOf(scene)).toEqual([]);
  });

  test("shows what is wanted and nothing of who it is, runs nothing and is kept nowhere", async () => {
    const scene = await messageScene(TOPICS);
    const answer = await follow(scene.links.unsubscribe);
    const text = await answer.text();
    expect(checked(text)).toEqual(["topic offers", "topic news", "medium email", "medium sms"]);
    expect(text).toContain("Offers &lt;b&gt;");
    expect(text).toContain("Messages from Boot shop");
    expect(text).toContain(`href="/h/${scene.site.id}/p?lang=en"`);
    expect(text).not.toContain("ada@");
    expect(text).not.toContain("<script");
    expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'; /);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test.each([
    [{ "accept-language": "de-AT,en;q=0.5" }, "", "Nachrichten von Boot shop"],
    [{ "accept-language": "de" }, "?lang=fr", "Messages de Boot shop"],
    [{ "accept-language": "fi" }, "", "Messages from Boot shop"],
  ])("speaks the language of %o %s", async (headers, query, title) => {
    const { links } = await messageScene();
    expect(await (await follow(links.unsubscribe + query, headers)).text()).toContain(`<h1>${title}</h1>`);
  });

  test("stops the medium by its button, says so and offers it no more", async () => {
    const scene = await messageScene();
    expect(await (await follow(scene.links.unsubscribe)).text()).toContain("Stop e-mails");
    const answer = await follow(scene.links.unsubscribe, { method: "POST", body: "do=stop", ...FORM });
    const text = await answer.text();
    expect(text).toContain("You will get no more e-mails.");
    expect(text).not.toContain("Stop e-mails");
    expect(checked(text)).toEqual(["medium sms"]);
    expect(await wantedBy(scene)).toMatchObject({ email: "denied" });
  });

  test("saves topics and media, and turns back on what was turned off", async () => {
    const scene = await messageScene(TOPICS);
    const save = async (body: string) =>
      (await follow(scene.links.unsubscribe, { method: "POST", body: `do=save&${body}`, ...FORM })).text();
    expect(checked(await save("topic=news&medium=sms"))).toEqual(["topic news", "medium sms"]);
    expect(await wantedBy(scene)).toEqual({ email: "denied", sms: "granted", push: "denied" });
    await advance(MINUTE);
    const all = "topic=offers&topic=news&medium=email&medium=sms&medium=push";
    expect(checked(await save(all))).toEqual([
      "topic offers",
      "topic news",
      "medium email",
      "medium sms",
      "medium push",
    ]);
    expect(await wantedBy(scene)).toEqual({ email: "granted", sms: "granted", push: "granted" });
  });

  test("leaves unasked what was not touched", async () => {
    const scene = await messageScene(TOPICS);
    const body = "do=save&topic=news&medium=email&medium=sms";
    await follow(scene.links.unsubscribe, { method: "POST", body, ...FORM });
    const { consent } = await scene.site.profile(scene.contact);
    expect(consent.push_marketing).toBeUndefined();
    expect(consent.email_marketing).toMatchObject({ source: "banner" });
  });

  test("of a letter has no button, and choices all the same", async () => {
    const scene = await messageScene();
    const { unsubscribe } = linksFor(scene.site, refTo(scene.contact, { medium: "webhook" }));
    const text = await (await follow(unsubscribe)).text();
    expect(text).not.toContain('value="stop"');
    expect(checked(text)).toEqual(["medium email", "medium sms"]);
    expect((await follow(unsubscribe, { method: "POST", body: "do=stop", ...FORM })).status).toBe(200);
    expect((await wantedBy(scene)).email).toBe("granted");
  });
});

test("a changed token shows a page for people and takes no form", async () => {
  const { links, site } = await messageScene();
  for (const call of [{}, ONE_CLICK]) {
    const answer = await follow(`https://shop.example/h/${site.id}/u/${links.unsubscribe.slice(-40)}`, call);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("This link does not work");
  }
});
