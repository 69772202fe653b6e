import { Hono } from "hono";
import { createInbox } from "./inbox.ts";
import { cartPage } from "./pages/cart.ts";
import { categoryPage } from "./pages/category.ts";
import { checkoutPage } from "./pages/checkout.ts";
import { homePage } from "./pages/home.ts";
import { findLook, lookbookPage } from "./pages/lookbook.ts";
import { newsletterThanksPage } from "./pages/newsletter-thanks.ts";
import { notFoundPage } from "./pages/not-found.ts";
import { productPage } from "./pages/product.ts";
import { thanksPage } from "./pages/thanks.ts";
import { youPage } from "./pages/you.ts";
import { findProduct, isCategory, isTrait } from "./products.ts";
import { securityHeaders } from "./security-headers.ts";
import { ASSETS } from "./served-assets.ts";
import type { ShopPorts } from "./shop-ports.ts";
import { createYouApi } from "./you-api.ts";

type Shop = { Bindings: ShopPorts };

const ORDER_ID = /^FF-[0-9A-F]{8}$/;

const createOrderId = (): string => `FF-${crypto.randomUUID().slice(0, 8).toUpperCase()}`;

/** The demo shop: every path below `/demo`. */
export const createShop = (): Hono<Shop> => {
  const shop = new Hono<Shop>({ strict: false }).basePath("/demo");
  shop.use(securityHeaders());

  shop.get("/", (c) => c.html(homePage()));
  shop.get("/c/:category", (c) => {
    const category = c.req.param("category");
    if (!isCategory(category)) return c.notFound();
    const trait = c.req.query("for");
    return c.html(categoryPage(category, isTrait(trait) ? trait : undefined));
  });
  shop.get("/p/:slug", (c) => {
    const product = findProduct(c.req.param("slug"));
    return product ? c.html(productPage(product)) : c.notFound();
  });
  shop.get("/cart", (c) => c.html(cartPage()));
  shop.get("/checkout", (c) => c.html(checkoutPage()));
  // 303, so that going back or reloading does not order twice.
  shop.post("/checkout", (c) => c.redirect(`/demo/thanks?order=${createOrderId()}`, 303));
  shop.get("/thanks", (c) => {
    const order = c.req.query("order") ?? "";
    return ORDER_ID.test(order) ? c.html(thanksPage(order)) : c.notFound();
  });
  shop.post("/newsletter", (c) => c.redirect("/demo/newsletter/thanks", 303));
  shop.get("/newsletter/thanks", (c) => c.html(newsletterThanksPage()));
  shop.get("/lookbook/:look?", (c) => {
    const look = findLook(c.req.param("look"));
    return look ? c.html(lookbookPage(look)) : c.notFound();
  });
  shop.get("/you", (c) => c.html(youPage()));
  shop.route("/inbox", createInbox());
  shop.route("/api", createYouApi());
  shop.get("/assets/:path{.+}", (c) => {
    const asset = ASSETS.get(c.req.param("path"));
    if (!asset) return c.notFound();
    return c.body(asset.text, 200, { "content-type": asset.contentType, "cache-control": "no-cache" });
  });
  shop.notFound((c) => c.html(notFoundPage(), 404));
  return shop;
};
