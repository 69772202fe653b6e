// oxlint-disable import/default -- the bundler hands these files over as text; see assets.d.ts.
import baseCss from "./assets/base.css";
import cartCss from "./assets/cart.css";
import catalogueCss from "./assets/catalogue.css";
import consentCss from "./assets/consent.css";
import frameCss from "./assets/frame.css";
import homeCss from "./assets/home.css";
import inboxCss from "./assets/inbox.css";
import lookbookCss from "./assets/lookbook.css";
import productCss from "./assets/product.css";
import youCss from "./assets/you.css";
import bannerJs from "./assets/banner.client.js";
import cartPageJs from "./assets/cart-page.client.js";
import cartJs from "./assets/cart.client.js";
import checkoutJs from "./assets/checkout.client.js";
import halleyJs from "./assets/halley.client.js";
import listJs from "./assets/list.client.js";
import lookbookJs from "./assets/lookbook.client.js";
import productJs from "./assets/product.client.js";
import shopJs from "./assets/shop.client.js";
import thanksJs from "./assets/thanks.client.js";
import timelineJs from "./assets/timeline.client.js";
import youJs from "./assets/you.client.js";
import icon from "./assets/icon.svg";
import beckBottle from "./assets/products/beck-bottle.svg";
import bothyTent from "./assets/products/bothy-tent.svg";
import cairnHipPack from "./assets/products/cairn-hip-pack.svg";
import drover32 from "./assets/products/drover-32.svg";
import eiderGilet from "./assets/products/eider-gilet.svg";
import glimLantern from "./assets/products/glim-lantern.svg";
import helmShell from "./assets/products/helm-shell.svg";
import mireWellington from "./assets/products/mire-wellington.svg";
import pedlarRollTop from "./assets/products/pedlar-roll-top.svg";
import scarthBoot from "./assets/products/scarth-boot.svg";
import tarnLow from "./assets/products/tarn-low.svg";
import wetherFleece from "./assets/products/wether-fleece.svg";
import { drawScene, HOURS } from "./scenes.ts";

export interface Asset {
  text: string;
  contentType: string;
}

const css = [
  baseCss,
  frameCss,
  homeCss,
  catalogueCss,
  productCss,
  cartCss,
  lookbookCss,
  youCss,
  inboxCss,
  consentCss,
];

const scripts = {
  "banner.client.js": bannerJs,
  "cart-page.client.js": cartPageJs,
  "cart.client.js": cartJs,
  "checkout.client.js": checkoutJs,
  "halley.client.js": halleyJs,
  "list.client.js": listJs,
  "lookbook.client.js": lookbookJs,
  "product.client.js": productJs,
  "shop.client.js": shopJs,
  "thanks.client.js": thanksJs,
  "timeline.client.js": timelineJs,
  "you.client.js": youJs,
};

const pictures = {
  "icon.svg": icon,
  "products/beck-bottle.svg": beckBottle,
  "products/bothy-tent.svg": bothyTent,
  "products/cairn-hip-pack.svg": cairnHipPack,
  "products/drover-32.svg": drover32,
  "products/eider-gilet.svg": eiderGilet,
  "products/glim-lantern.svg": glimLantern,
  "products/helm-shell.svg": helmShell,
  "products/mire-wellington.svg": mireWellington,
  "products/pedlar-roll-top.svg": pedlarRollTop,
  "products/scarth-boot.svg": scarthBoot,
  "products/tarn-low.svg": tarnLow,
  "products/wether-fleece.svg": wetherFleece,
  "scenes/hero.svg": drawScene(HOURS.hero),
  "scenes/dawn.svg": drawScene(HOURS.dawn),
  "scenes/noon.svg": drawScene(HOURS.noon),
  "scenes/dusk.svg": drawScene(HOURS.dusk),
};

const typed = (texts: Record<string, string>, contentType: string): [string, Asset][] =>
  Object.entries(texts).map(([path, text]) => [path, { text, contentType }]);

/** Everything below `/demo/assets/`, by its path. */
export const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ...typed({ "shop.css": css.join("\n") }, "text/css; charset=utf-8"),
  ...typed(scripts, "text/javascript; charset=utf-8"),
  ...typed(pictures, "image/svg+xml"),
]);
