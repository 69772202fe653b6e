import { html } from "hono/html";
import { layout } from "./layout.ts";

const field = (id: string, label: string, type: string, autocomplete: string) => html`
  <p class="field ${id}">
    <label for="${id}">${label}</label>
    <input id="${id}" name="${id}" type="${type}" autocomplete="${autocomplete}" required />
  </p>
`;

const form = html`
  <form class="checkout-form" action="/demo/checkout" method="post" data-halley-identify data-full>
    ${field("name", "Name", "text", "name")} ${field("email", "E-mail", "email", "email")}
    ${field("street", "Street and number", "text", "street-address")}
    <div class="field-pair">
      ${field("postcode", "Postcode", "text", "postal-code")}
      ${field("town", "Town", "text", "address-level2")}
    </div>
    <label class="check">
      <input type="checkbox" name="consent" value="yes" data-halley-consent="email_marketing" />
      <span>Send me the letter too, four times a year. One click stops it.</span>
    </label>
    <p class="pay">You pay the driver. We ask for no card here.</p>
    <button class="button" type="submit">Place order</button>
  </form>
`;

export const checkoutPage = () =>
  layout({
    title: "Checkout | Fell & Fen",
    description: "Where should it go?",
    path: "/demo/checkout",
    script: "checkout",
    main: html`
      <div class="wide section checkout">
        <div>
          <h1>Where should it go?</h1>
          <p class="lead" data-empty hidden>
            Your cart is empty. <a href="/demo/c/boots">Put something in it</a> and come back.
          </p>
          ${form}
        </div>
        <aside class="summary" aria-labelledby="summary-title" data-full>
          <h2 id="summary-title">Your order</h2>
          <ul data-summary></ul>
          <p class="sum-total"><span>Total, with VAT</span><span data-sum></span></p>
          <p><a href="/demo/cart">Change the cart</a></p>
        </aside>
      </div>
    `,
  });
