import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { RecoveredCart } from "../../schemas/snippet-settings.ts";
import recoverCart from "../../snippet/cart/recover-cart.ts";

const CART: RecoveredCart = {
  items: [{ item_id: "boots", quantity: 2, price: 120 }],
  currency: "EUR",
  value: 240,
  cart_id: "c-1",
};

let location: { href: string };
let asked: string[];
let answers: (number | Error)[];

beforeEach(() => {
  vi.useFakeTimers();
  location = { href: "" };
  asked = [];
  answers = [];
  vi.stubGlobal("location", location);
  vi.stubGlobal("history", {
    state: { scroll: 7 },
    replaceState: (state: unknown, _: string, url: string) => {
      expect(state).toEqual({ scroll: 7 });
      location.href = url;
    },
  });
  vi.stubGlobal("fetch", async ({ pathname, search }: URL) => {
    asked.push((pathname + search).replace(/^.*\/cart\//, ""));
    const answer = answers.shift() ?? 200;
    if (answer instanceof Error) throw answer;
    return { ok: answer === 200, status: answer, json: async () => CART };
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const land = async (href: string): Promise<RecoveredCart[]> => {
  location.href = href;
  const taken: RecoveredCart[] = [];
  const done = recoverCart((cart) => taken.push(cart));
  await vi.runAllTimersAsync();
  await done;
  return taken;
};

test.for([
  ["https://shop.example/cart?halley_cart=ab.c~k", "https://shop.example/cart"],
  ["https://shop.example/cart?halley_cart=ab.c~k#top", "https://shop.example/cart#top"],
  ["https://shop.example/cart?a=%20b&halley_cart=ab.c~k", "https://shop.example/cart?a=%20b"],
  ["https://shop.example/cart?halley_cart=ab.c~k&utm=x", "https://shop.example/cart?utm=x"],
  ["https://shop.example/cart?a=b&halley_cart=ab.c~k&utm=x#t", "https://shop.example/cart?a=b&utm=x#t"],
] as const)("the token of %s is asked with and taken out", async ([href, rest]) => {
  expect(await land(href)).toEqual([CART]);
  expect(asked).toEqual(["r/ab.c~k"]);
  expect(location.href).toBe(rest);
});

test.for(["../../account.json", "..\\..\\account.json", "x?y=1"])(
  "a token that is none leads to no other route: %s",
  async (token) => {
    await land(`https://shop.example/cart?halley_cart=${token}`);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^r\/[\w.]+$/);
    expect(location.href).toBe("https://shop.example/cart");
  },
);

test("a page without a token asks nothing and keeps its address", async () => {
  expect(await land("https://shop.example/cart?my_halley=1")).toEqual([]);
  expect(asked).toEqual([]);
});

test("a cart is handed over once, however often it is called for", async () => {
  await land("https://shop.example/cart?halley_cart=t");
  expect(await land(location.href)).toEqual([]);
  expect(asked).toHaveLength(1);
});

test("a cart that is no more is none, and its token goes too", async () => {
  answers = [404];
  expect(await land("https://shop.example/cart?halley_cart=t")).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(location.href).toBe("https://shop.example/cart");
});

test("a server that is away for a moment is asked again, and one that stays away is let be", async () => {
  answers = [503, new TypeError("offline"), 200];
  expect(await land("https://shop.example/cart?halley_cart=t")).toEqual([CART]);
  asked = [];
  answers = [503, 503, 503, 503, 200];
  expect(await land("https://shop.example/cart?halley_cart=t")).toEqual([]);
  expect(asked).toHaveLength(4);
});
