import { html } from "hono/html";
import { layout } from "./layout.ts";

/** One line, cloned by the page's script: the cart lives in the browser. */
const lineTemplate = html`
  <template data-line>
    <li class="line">
      <a class="line-picture" tabindex="-1" aria-hidden="true"><img alt="" width="480" height="480" /></a>
      <div>
        <h2><a data-name></a></h2>
        <p data-variant></p>
        <p data-unit></p>
      </div>
      <div class="line-actions">
        <label
          ><span class="hidden-label"></span
          ><select></select
        ></label>
        <button class="as-link" type="button">Remove<span class="hidden-label"></span></button>
      </div>
      <p class="line-total" data-total></p>
    </li>
  </template>
`;

export const cartPage = () =>
  layout({
    title: "Cart | Fell & Fen",
    description: "What you are about to order.",
    path: "/demo/cart",
    script: "cart-page",
    main: html`
      <div class="wide section narrow">
        <h1>Your cart</h1>
        <p class="hidden-label" role="status" data-said></p>
        <noscript><p>The cart needs JavaScript.</p></noscript>
        <div data-empty hidden>
          <p class="lead">Nothing in it yet. Most people begin with boots.</p>
          <p><a class="button" href="/demo/c/boots">See the boots</a></p>
        </div>
        <div data-full hidden>
          <ul class="lines" data-lines></ul>
          <div class="sum">
            <p><span>Delivery</span><span>Free</span></p>
            <p class="sum-total"><span>Total, with VAT</span><span data-sum></span></p>
            <a class="button" href="/demo/checkout">Go to checkout</a>
          </div>
        </div>
        ${lineTemplate}
      </div>
    `,
  });
