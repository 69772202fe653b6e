import { describe, expect, test } from "vitest";
import type { Send } from "../../../schemas/journey.ts";
import {
  MESSAGE_HTML_MAX_LENGTH,
  MESSAGE_TEXT_MAX_LENGTH,
  SUBJECT_MAX_LENGTH,
} from "../../../schemas/limits-outreach.ts";
import type { Medium } from "../../../schemas/channel-medium.ts";
import type { MessageContext } from "../../../worker/domain/outreach/message-context.ts";
import { renderMessage } from "../../../worker/outbox/template/render-message.ts";
import { templateFaults } from "../../../worker/outbox/template/template-faults.ts";

const CONTEXT: MessageContext = {
  contact: { id: "c1", first_name: "Ada <3", name: 'O"Neil', long: "x".repeat(1_000) },
  cart: { items: [], value: 0, currency: null, id: "k", recovery_url: "https://shop.example/h/shop/l/R" },
  last_viewed: [],
  order: null,
  site: { name: "Boot shop", url: "https://shop.example", postal_address: "1 Road" },
  journey: { name: "Recovery", key: "k" },
  unsubscribe_url: "https://shop.example/h/shop/u/U",
  preferences_url: "https://shop.example/h/shop/u/U",
  confirm_url: null,
};
const UTM = (medium: Medium) => `utm_source=halley&utm_medium=${medium}&utm_campaign=cart`;
const NOW = Date.UTC(2026, 10, 26);

const render = (medium: Medium, send: Omit<Send, "channel">, open: string | null = "https://o.example/o") =>
  renderMessage({
    send: { channel: "main", ...send },
    ref: { message: "m-0", contact: "c1", journey: "cart", step: "s", medium },
    context: CONTEXT,
    links: {
      base: "https://shop.example/h/shop",
      click: (url) => `T(${url})`,
      open,
      unsubscribe: "https://shop.example/h/shop/u/U",
    },
    origins: ["https://shop.example"],
    zone: "UTC",
    site: "shop",
    now: NOW,
  });

const many = (length: number) => `{% for i in (1..${length / 1_000}) %}{{ contact.long }}{% endfor %}`;

describe("an e-mail", () => {
  const HTML = `<body><p>Hi {{ contact.first_name }}</p><a href="https://shop.example/a">boots</a> <a href="{{ unsubscribe_url }}">stop</a> <a href="{{ cart.recovery_url }}">cart</a></body>`;

  test("has escaped values, signed links, a picture, a text made of it and both headers of RFC 8058", () => {
    expect(
      render("email", {
        subject: "Hi {{ contact.first_name }}",
        preheader: "{{ contact.name }}!",
        html: HTML,
      }),
    ).toEqual({
      kind: "rendered",
      content: {
        medium: "email",
        subject: "Hi Ada <3",
        html:
          '<body><div style="display:none;max-height:0;overflow:hidden">O&quot;Neil!</div><p>Hi Ada &lt;3</p>' +
          `<a href="T(https://shop.example/a?${UTM("email").replaceAll("&", "&amp;")})">boots</a> ` +
          '<a href="https://shop.example/h/shop/u/U">stop</a> <a href="https://shop.example/h/shop/l/R">cart</a>' +
          '<img src="https://o.example/o" width="1" height="1" alt="" style="border:0"></body>',
        text: `Hi Ada <3\n\nboots (T(https://shop.example/a?${UTM("email")})) stop (https://shop.example/h/shop/u/U) cart (https://shop.example/h/shop/l/R)\n`,
        headers: {
          "List-Unsubscribe": "<https://shop.example/h/shop/u/U>",
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
      },
    });
  });

  test("keeps a text of its own, and has no picture where none is wanted", () => {
    const rendered = render(
      "email",
      { subject: "x", html: "<p>x</p>", text: "Own https://a.example." },
      null,
    );
    expect(rendered).toMatchObject({ content: { html: "<p>x</p>", text: "Own T(https://a.example)." } });
  });

  test("made of text alone has HTML with the same links", () => {
    const rendered = render("email", { subject: "x", text: "<Hi> https://a.example" }, null);
    expect(rendered).toMatchObject({
      content: {
        text: "<Hi> T(https://a.example)",
        html: '<!doctype html>\n<html><body>\n<p>&lt;Hi&gt; <a href="T(https://a.example)">https://a.example</a></p>\n</body></html>\n',
      },
    });
  });

  test.each(["a\r\nBcc: b@c.example", "a\nb", "a\u2028b", "a\u0000b\u0085", "{{ 'a%0D%0Ab' | url_decode }}"])(
    "has a subject of one line, whatever is in it: %j",
    (subject) => {
      const rendered = render("email", { subject, text: "x" });
      if (rendered.kind === "fault" || rendered.content.medium !== "email") throw new Error("no mail");
      expect(rendered.content.subject).toMatch(/^a [\x20-\x7e]+$|^a b$/);
      for (const value of Object.values(rendered.content.headers)) expect(value).toMatch(/^[\x20-\x7e]+$/);
    },
  );

  test("cuts a subject that is too long", () => {
    const rendered = render("email", { subject: "{{ contact.long }}", text: "x" });
    expect(rendered).toMatchObject({ content: { subject: "x".repeat(SUBJECT_MAX_LENGTH) } });
  });

  test.each<[string, Omit<Send, "channel">, string, string | null]>([
    ["no subject", { text: "x" }, "subject_missing", "subject"],
    ["an empty subject", { subject: "{{ contact.nothing }}", text: "x" }, "subject_missing", "subject"],
    ["neither HTML nor text", { subject: "x" }, "content_missing", null],
    ["a wrong template", { subject: "x", html: "{{ a | shout }}" }, "filter_unknown", "html"],
    [
      "too much HTML",
      { subject: "x", html: `${many(MESSAGE_HTML_MAX_LENGTH)}.` },
      "message_too_long",
      "html",
    ],
    [
      "too much text",
      { subject: "x", text: `${many(MESSAGE_TEXT_MAX_LENGTH)}.` },
      "message_too_long",
      "text",
    ],
  ])("with %s is a fault", (_, send, reason, field) => {
    expect(render("email", send)).toEqual({ kind: "fault", reason, field });
  });

  test("of just the allowed length is none", () => {
    expect(render("email", { subject: "x", html: many(MESSAGE_HTML_MAX_LENGTH) }).kind).toBe("rendered");
    expect(render("email", { subject: "x", text: many(MESSAGE_TEXT_MAX_LENGTH) }).kind).toBe("rendered");
  });
});

describe("a text message", () => {
  test("is not escaped and has signed links", () => {
    expect(render("sms", { text: " Hi {{ contact.first_name }}\u0007 https://shop.example " })).toEqual({
      kind: "rendered",
      content: { medium: "sms", text: `Hi Ada <3 T(https://shop.example?${UTM("sms")})` },
    });
  });

  test("without words is a fault", () => {
    expect(render("sms", { text: "{{ contact.nothing }} " })).toMatchObject({ reason: "content_missing" });
  });
});

describe("a push message", () => {
  test("has a title, a body and a signed link", () => {
    expect(
      render("push", { title: "Hi\n{{ contact.first_name }}", text: "Cart", url: "https://shop.example/a" }),
    ).toEqual({
      kind: "rendered",
      content: {
        medium: "push",
        title: "Hi Ada <3",
        body: "Cart",
        url: `T(https://shop.example/a?${UTM("push")})`,
      },
    });
    expect(render("push", { title: "x", url: "{{ cart.recovery_url }}" })).toMatchObject({
      content: { body: "", url: CONTEXT.cart.recovery_url },
    });
    expect(render("push", { title: "x" })).toMatchObject({ content: { url: null } });
  });

  test("without a title is a fault", () => {
    expect(render("push", { text: "x" })).toMatchObject({ reason: "title_missing", field: "title" });
  });
});

test("a webhook is told what the message says and about whom", () => {
  const rendered = render("webhook", { text: "Call {{ contact.name }}" });
  if (rendered.kind === "fault" || rendered.content.medium !== "webhook") throw new Error("no webhook");
  expect(JSON.parse(rendered.content.body)).toMatchObject({
    type: "message.due",
    timestamp: "2026-11-26T00:00:00.000Z",
    data: {
      message: "m-0",
      contact: "c1",
      journey: "cart",
      step: "s",
      channel: "main",
      text: 'Call O"Neil',
      html: null,
      attributes: { id: "c1" },
      cart: { id: "k" },
    },
  });
});

test("faults of templates name the field and never the template", () => {
  const send: Send = {
    channel: "main",
    subject: "{{ secret",
    html: "{% secret %}",
    text: "{{ a | secret }}",
    title: "fine",
  };
  const faults = templateFaults(send, "/steps/0/send");
  expect(faults.map(({ pointer }) => pointer)).toEqual([
    "/steps/0/send/subject",
    "/steps/0/send/html",
    "/steps/0/send/text",
  ]);
  expect(new Set(faults.map(({ reason }) => reason)).size).toBe(3);
  expect(JSON.stringify(faults)).not.toContain("secret");
  expect(templateFaults({ channel: "main", text: "{{ fine | upcase }}" })).toEqual([]);
});
