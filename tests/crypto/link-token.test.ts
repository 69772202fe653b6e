import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLink, signLink } from "../../worker/crypto/link-token.ts";
import { createMessageLinks } from "../../worker/crypto/message-links.ts";
import { siteSecrets } from "../../worker/crypto/site-secrets.ts";
import type { MessageLink, MessageRef } from "../../worker/domain/outreach/message-ref.ts";

const ROOT = "root-secret-of-the-tests-0123456789abcdef";
const KEY = siteSecrets(ROOT, "shop").link;
const REF: MessageRef = {
  message: "0123456789abcdefghijkl-1.0.2",
  contact: "c01ABCDEFGHIJKLMNOPQRSTUV",
  journey: "cart-recovery",
  step: "first-mail",
  medium: "email",
};

const id = fc.string({ minLength: 1, maxLength: 64 });
const ref: fc.Arbitrary<MessageRef> = fc.record({
  message: id,
  contact: id,
  journey: id,
  step: id,
  medium: fc.constantFrom("email", "sms", "push", "webhook"),
});
const orNull = fc.option(id);
const at = fc.nat(9_999_999_999_999);
const link: fc.Arbitrary<MessageLink> = fc.oneof(
  fc.record({ kind: fc.constant("click" as const), ref, url: fc.webUrl() }),
  fc.record({ kind: fc.constant("open" as const), ref }),
  fc.record({ kind: fc.constant("preferences" as const), ref, topic: orNull }),
  fc.record({ kind: fc.constant("recovery" as const), ref, url: fc.webUrl(), cart: orNull, expiresAt: at }),
  fc.record({ kind: fc.constant("cart" as const), contact: id, cart: orNull, expiresAt: at }),
);

test("a link is read as it was signed, and is safe in a path as it is", () => {
  fc.assert(
    fc.property(link, (signed) => {
      const token = signLink(KEY, signed);
      expect(token).toMatch(/^[A-Za-z0-9_.~-]+[corpk]$/);
      expect(readLink(KEY, token)).toEqual(signed);
    }),
  );
});

test("a token with any character changed, added or taken away is refused", () => {
  const character = fc.constantFrom("A", "Z", "a", "z", "0", "9", "_", ".", "~", "-");
  fc.assert(
    fc.property(link, fc.nat(), character, (signed, place, other) => {
      const token = signLink(KEY, signed);
      const index = place % token.length;
      const [before, after] = [token.slice(0, index), token.slice(index + 1)];
      if (token[index] !== other) expect(readLink(KEY, before + other + after)).toBeNull();
      expect(readLink(KEY, before + other + token.slice(index))).toBeNull();
      expect(readLink(KEY, before + after)).toBeNull();
    }),
  );
});

test.each(["", "~", "~~", "a", "constructor", "~c"])("no token is %o", (token) => {
  expect(readLink(KEY, token)).toBeNull();
});

test("one site's token is nothing to another", () => {
  const token = signLink(KEY, { kind: "open", ref: REF });
  expect(readLink(siteSecrets(ROOT, "other").link, token)).toBeNull();
  expect(readLink(siteSecrets(`${ROOT}x`, "shop").link, token)).toBeNull();
});

const tokenOf = (url: string): string => url.slice(url.lastIndexOf("/") + 1);

describe("the links of a message", () => {
  const links = createMessageLinks({
    key: KEY,
    base: "https://shop.example/h/shop",
    ref: REF,
    topic: "offers",
    recoveryUntil: 5_000,
  });
  test("lead to their routes and say what they are for", () => {
    const made = [links.click("https://shop.example/a"), links.open, links.unsubscribe];
    const recovery = links.recovery("https://shop.example/cart", "c-1");
    expect([...made, recovery].map((url) => url.slice(0, url.lastIndexOf("/")))).toEqual(
      ["l", "o", "u", "l"].map((route) => `https://shop.example/h/shop/${route}`),
    );
    expect(made.map((url) => readLink(KEY, tokenOf(url)))).toEqual([
      { kind: "click", ref: REF, url: "https://shop.example/a" },
      { kind: "open", ref: REF },
      { kind: "preferences", ref: REF, topic: "offers" },
    ]);
    expect(readLink(KEY, tokenOf(recovery))).toEqual({
      kind: "recovery",
      ref: REF,
      url: "https://shop.example/cart",
      cart: "c-1",
      expiresAt: 5_000,
    });
  });

  test("are short enough for a text message: a signature, three ids and a letter", () => {
    expect(tokenOf(links.open).length).toBeLessThan(120);
  });
});
