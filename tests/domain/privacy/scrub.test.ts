import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scrubFields, scrubLink, scrubText } from "../../../worker/domain/privacy/scrub.ts";

describe("a link", () => {
  test.each([
    ["https://shop.example/a?email=ada@example.com&b=1", "https://shop.example/a?email=[removed]&b=1"],
    ["https://shop.example/a?q=ada.l%40example.co.uk#x", "https://shop.example/a?q=[removed]#x"],
    ["https://shop.example/u/ada+x@example.com/cart", "https://shop.example/u/[removed]/cart"],
    ["https://shop.example/?reset_token=abc123&x=1", "https://shop.example/?reset_token=[removed]&x=1"],
    [
      "https://shop.example/cart?halley_cart=mac~c01~~x~k&a=1",
      "https://shop.example/cart?halley_cart=[removed]&a=1",
    ],
    [
      "https://shop.example/#access_token=abc&state=1",
      "https://shop.example/#access_token=[removed]&state=1",
    ],
    ["https://shop.example/?Phone=0301234567", "https://shop.example/?Phone=[removed]"],
    ["https://shop.example/?q=%2B493012345678", "https://shop.example/?q=[removed]"],
    ["https://shop.example/?q=+49%2030%2012345678", "https://shop.example/?q=[removed]"],
    [
      "https://shop.example/?PHPSESSID=1&sessionid=2&api_key=3",
      "https://shop.example/?PHPSESSID=[removed]&sessionid=[removed]&api_key=[removed]",
    ],
  ])("%s loses what it should not say", (link, scrubbed) => {
    expect(scrubLink(link)).toBe(scrubbed);
    expect(scrubLink(scrubbed)).toBe(scrubbed);
  });

  test.each([
    "https://shop.example/boots?q=boots+12345678&utm_source=mail&gclid=EAIaIQ",
    "https://shop.example/?promo_code=SUMMER&author=ada&design=1&sort=price",
    "https://www.youtube.com/@shop?order=123456789012",
    "https://shop.example/telephones?mailing=1&passage=2",
  ])("%s stays as it is", (link) => {
    expect(scrubLink(link)).toBe(link);
  });
});

describe("a text", () => {
  test.each([
    ["Order of ada@example.com, thanks", "Order of [removed], thanks"],
    ["call +49 (30) 1234-5678 now", "call [removed] now"],
    ["o'hara+shop@mail.example.org", "[removed]"],
  ])("%s loses addresses", (text, scrubbed) => {
    expect(scrubText(text)).toBe(scrubbed);
  });

  test.each(["boots @ half price", "size 42+1", "SKU +12-34", "1234567890123"])("%s stays", (text) => {
    expect(scrubText(text)).toBe(text);
  });
});

const scrub = <F extends object>(fields: F): F => scrubFields(fields, JSON.stringify(fields));

test("every field is looked through, and only links are read as links", () => {
  expect(
    scrub({
      page: {
        url: "https://a.example/?token=1",
        referrer: "https://b.example/?e=ada%40b.example",
        title: "ada@b.example",
      },
      items: [{ item_id: "1", item_name: "mug for ada@b.example", price: 3 }],
      params: { phone: "030 1234567", plan: "gold", vip: true },
    }),
  ).toEqual({
    page: {
      url: "https://a.example/?token=[removed]",
      referrer: "https://b.example/?e=[removed]",
      title: "[removed]",
    },
    items: [{ item_id: "1", item_name: "mug for [removed]", price: 3 }],
    params: { phone: "[removed]", plan: "gold", vip: true },
  });
});

test("fields without any are handed back as they came", () => {
  const fields = { page: { url: "https://a.example/?a=1" } };
  expect(scrub(fields)).toBe(fields);
});

const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const anyEmail = fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}.example`);

test("no address survives, wherever it stands and however it is encoded", () => {
  fc.assert(
    fc.property(anyEmail, word, fc.boolean(), (email, name, isEncoded) => {
      const written = isEncoded ? encodeURIComponent(email) : email;
      const fields = scrub({
        page: { url: `https://a.example/${name}?${name}=${written}&b=2`, title: `${name} ${email}` },
        search_term: email,
      });
      const text = decodeURIComponent(JSON.stringify(fields));
      expect(text).not.toContain(email);
      expect(text).toContain(`https://a.example/${name}?${name}=`);
    }),
  );
});

test.each(["a", "a.", "+4", "a@", "a@b.", "%40", "?token", "a-", "1 "])(
  "a long text of %s is looked through in a moment",
  (part) => {
    const long = part.repeat(20_000);
    const begun = performance.now();
    scrubText(long);
    scrubLink(long);
    expect(performance.now() - begun).toBeLessThan(2_000);
  },
);
