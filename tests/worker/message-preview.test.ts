import { describe, expect, test } from "vitest";
import { messageScene } from "./message-kit.ts";
import { createSite } from "./kit.ts";
import { expectProblem } from "./problems.ts";
import { addToCart, identify } from "./samples.ts";

const SEND = {
  channel: "main",
  subject: "{{ contact.first_name }}, your cart",
  html: '<p>{% for item in cart.items %}{{ item.name }}{% endfor %}</p><a href="https://shop.example/a">go</a><a href="{{ unsubscribe_url }}">stop</a>',
};

describe("a preview", () => {
  test("shows the message to a made-up contact, with links that count nothing", async () => {
    const { server, id } = await createSite();
    expect((await server.post("/messages/preview", { send: SEND })).body).toEqual({
      medium: "email",
      subject: "Ada, your cart",
      html: `<p>Boots</p><a href="https://shop.example/a?utm_source=halley&amp;utm_medium=email&amp;utm_campaign=preview">go</a><a href="https://shop.example/h/${id}/u/preview">stop</a>`,
      text: `Boots\n\ngo (https://shop.example/a?utm_source=halley&utm_medium=email&utm_campaign=preview) stop (https://shop.example/h/${id}/u/preview)\n`,
      faults: [],
    });
  });

  test("shows the message to a contact by what it told and has in its cart", async () => {
    const { site, browser, contact } = await messageScene();
    await browser.send([
      identify("ada@example.com", { params: { first_name: "Ada <3" } }),
      addToCart({ items: [{ item_id: "s", item_name: "Socks & Co", price: 9 }] }),
    ]);
    const { body } = await site.server.post("/messages/preview", { send: SEND, profile: contact });
    expect(body).toMatchObject({ subject: "Ada <3, your cart", faults: [] });
    expect((body as { html: string }).html).toContain("<p>Socks &amp; Co</p>");
    const unknown = await site.server.post("/messages/preview", { send: SEND, profile: "c00nobody" });
    expect(unknown).toMatchObject({ status: 404, body: { code: "profile_unknown" } });
  });

  test.each([
    [{ text: "Hi {{ contact.first_name }}" }, undefined, { medium: "sms", text: "Hi Ada" }],
    [{ title: "Hi", text: "you" }, undefined, { medium: "push", title: "Hi", text: "you", url: null }],
    [{ text: "Call" }, "webhook", { medium: "webhook" }],
    [{ subject: "Hi", text: "you" }, undefined, { medium: "email", text: "you" }],
  ])("of %o is of the medium that its fields are for, or that is named", async (fields, medium, expected) => {
    const { server } = await createSite();
    const body = { send: { channel: "main", ...fields }, ...(medium === undefined ? {} : { medium }) };
    expect((await server.post("/messages/preview", body)).body).toMatchObject({ ...expected, faults: [] });
  });

  test.each([
    [{ subject: "{{ canary", text: "x" }, ["/send/subject"]],
    [{ subject: "x", html: "{{ a | canary }}", text: "{% canary %}" }, ["/send/html", "/send/text"]],
    [{ html: "<p>x</p>" }, ["/send/subject"]],
    [{ subject: "x", html: "{% for i in (1..99999999) %}{% endfor %}" }, ["/send/html"]],
  ])("of %o says where its faults are and never what they are", async (fields, pointers) => {
    const { server } = await createSite();
    const answer = await server.post("/messages/preview", { send: { channel: "main", ...fields } });
    expect(answer.status).toBe(200);
    const { faults } = answer.body as { faults: { pointer: string }[] };
    expect(faults.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(answer.text).not.toContain("canary");
  });

  test("of a site without an origin says that links would lead nowhere", async () => {
    const { server } = await createSite({ origins: [] });
    expect((await server.post("/messages/preview", { send: SEND })).body).toEqual({
      medium: "email",
      faults: [{ pointer: "/send", reason: "origin_missing" }],
    });
  });

  test("that is none is refused", async () => {
    const { server } = await createSite();
    const answer = await server.post("/messages/preview", { send: { channel: "main", canary: 1 } });
    expectProblem(answer);
    expect(answer).toMatchObject({ status: 400, body: { code: "body_invalid" } });
  });
});
