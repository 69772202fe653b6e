import { html, raw } from "hono/html";
import { CATEGORIES, formatPrice, PRODUCTS, productsOf, toItem, TRAITS, type Product } from "../products.ts";
import { layout } from "./layout.ts";
import { productCard } from "./product-card.ts";

const variant = (name: string, index: number) => html`
  <label class="pill">
    <input type="radio" name="variant" value="${name}" ${index === 0 ? raw("checked") : ""} required />
    <span>${name}</span>
  </label>
`;

const buyForm = (product: Product) => html`
  <form class="buy" data-add-to-cart="${JSON.stringify(toItem(product))}">
    <fieldset>
      <legend>${product.variantLabel}</legend>
      <div class="pills">${product.variants.map(variant)}</div>
    </fieldset>
    <div class="buy-row">
      <label for="quantity">Quantity</label>
      <select id="quantity" name="quantity">
        ${[1, 2, 3, 4, 5].map((count) => html`<option>${count}</option>`)}
      </select>
      <button class="button" type="submit" disabled>Add to cart</button>
    </div>
    <p class="added" role="status" data-added></p>
    <noscript><p>The cart needs JavaScript. You may look around without it.</p></noscript>
  </form>
`;

const facts = (product: Product) => html`
  <dl class="facts">
    <div>
      <dt>Made of</dt>
      <dd>${product.material}</dd>
    </div>
    <div>
      <dt>Weighs</dt>
      <dd>${product.weight}</dd>
    </div>
    <div>
      <dt>Tried at</dt>
      <dd>${product.testedAt}</dd>
    </div>
    ${
      product.traits.length > 0
        ? html`<div>
            <dt>Is</dt>
            <dd>${product.traits.map((trait) => TRAITS[trait]).join(", ")}</dd>
          </div>`
        : ""
    }
  </dl>
`;

/** The rest of its shelf, and one thing from the next. */
const companions = (product: Product): Product[] => {
  const same = productsOf(product.category).filter((other) => other !== product);
  const next = PRODUCTS[(PRODUCTS.indexOf(product) + 3) % PRODUCTS.length];
  return next && next.category !== product.category ? [...same, next] : same;
};

export const productPage = (product: Product) =>
  layout({
    title: `${product.name} | Fell & Fen`,
    description: product.line,
    path: `/demo/p/${product.slug}`,
    script: "product",
    main: html`
      <div class="wide product">
        <div class="plate mapped ${product.tint}">
          <img
            src="/demo/assets/products/${product.slug}.svg"
            alt="${product.pictureAlt}"
            width="480"
            height="480"
          />
          <p class="grid-reference">${product.gridReference}</p>
        </div>
        <div class="product-words">
          <p class="crumb"><a href="/demo/c/${product.category}">${CATEGORIES[product.category].name}</a></p>
          <h1>${product.name}</h1>
          <p class="product-line">${product.line}</p>
          <p class="product-price">
            ${formatPrice(product.priceCents)} <small>with VAT, pay on delivery</small>
          </p>
          ${buyForm(product)}
          <p class="story">${product.story}</p>
          ${facts(product)}
        </div>
      </div>
      <section class="wide section" aria-labelledby="companions-title">
        <h2 id="companions-title">Goes out with</h2>
        <ul class="grid">
          ${companions(product).map((companion) => productCard(companion))}
        </ul>
      </section>
    `,
  });
