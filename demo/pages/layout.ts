import { html, raw } from "hono/html";
import { CATEGORIES } from "../products.ts";
import { consentBanner } from "./consent-banner.ts";

type Html = ReturnType<typeof html>;

interface Page {
  title: string;
  description: string;
  /** The current entry of the navigation, by its path. */
  path: string;
  /** Browser code of this page only, by its name in `assets/`. */
  script?: string;
  main: Html;
}

const MARK = raw(
  `<svg class="mark" viewBox="0 0 44 28" aria-hidden="true"><path d="m2 20 12-17 8 10 5-6 15 13" fill="none" stroke="currentColor" stroke-width="2.6" stroke-linejoin="round" stroke-linecap="round"/><path d="M2 25c7-3 12 3 20 0s12 2 20-1" fill="none" stroke="#b98b0d" stroke-width="2.6" stroke-linecap="round"/></svg>`,
);

const navigation = [
  ...Object.entries(CATEGORIES).map(([id, { name }]) => ({ href: `/demo/c/${id}`, name })),
  { href: "/demo/lookbook/", name: "Lookbook" },
];

const link = (href: string, name: string, path: string): Html =>
  html`<a href="${href}" ${href === path ? raw('aria-current="page"') : ""}>${name}</a>`;

const header = (path: string): Html => html`
  <header class="masthead">
    <a class="wordmark" href="/demo/" aria-label="Fell &amp; Fen, home"
      >${MARK}<span>Fell <i>&amp;</i> Fen</span></a
    >
    <nav aria-label="Shop">${navigation.map(({ href, name }) => link(href, name, path))}</nav>
    <a class="cart-link" href="/demo/cart" ${path === "/demo/cart" ? raw('aria-current="page"') : ""}
      >Cart <span class="count" data-cart-count>0</span></a
    >
  </header>
`;

const footer = html`
  <footer class="colophon">
    <div class="wide colophon-columns">
      <div>
        <p class="colophon-name">Fell &amp; Fen</p>
        <p>Outdoor things for the wet half of the map. Mended free of charge for as long as you own them.</p>
      </div>
      <nav aria-label="Footer">
        ${navigation.map(({ href, name }) => html`<a href="${href}">${name}</a>`)}
      </nav>
      <nav aria-label="Privacy">
        <a href="/demo/you">What Halley knows of you</a>
        <a href="/demo/inbox">What it would have sent</a>
        <a href="/h/demo/p">Your data</a>
        <button class="as-link" type="button" data-privacy-choices hidden>Privacy choices</button>
      </nav>
    </div>
    <p class="wide colophon-note">
      The shop is made up and sends nothing. The remarketing system in its pages, Halley, is real.
    </p>
  </footer>
`;

/** One whole page. `/h/demo.js` is the one line that a shop pastes; everything else is the shop. */
export const layout = ({ title, description, path, script, main }: Page): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <meta name="description" content="${description}" />
        <meta name="theme-color" content="#16241f" />
        <link rel="icon" href="/demo/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/demo/assets/shop.css" />
        <script async src="/h/demo.js"></script>
        <script type="module" src="/demo/assets/shop.client.js"></script>
        <script type="module" src="/demo/assets/banner.client.js"></script>
        ${script ? html`<script type="module" src="/demo/assets/${script}.client.js"></script>` : ""}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        ${consentBanner}
        <p class="notice">
          <span>A demo shop, with Halley at work.</span> <a href="/demo/you">See what it knows of you</a>
        </p>
        ${header(path)}
        <div role="status">
          <p class="restored wide" data-restored hidden>
            <b>Your cart is back,</b> as the message had it.
            ${path === "/demo/cart" ? "" : html`<a href="/demo/cart">Look at the cart</a>`}
          </p>
        </div>
        <main id="main" tabindex="-1">${main}</main>
        ${footer}
      </body>
    </html>`;
