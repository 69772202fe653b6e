import { html, raw } from "hono/html";
import { formatPrice, toItem, type Product } from "../products.ts";

/** A product in a list. `data-item` is what the list's `view_item_list` reports. */
export const productCard = (product: Product, isShown = true) => html`
  <li
    class="card"
    data-item="${JSON.stringify(toItem(product))}"
    data-traits="${product.traits.join(" ")}"
    ${isShown ? "" : raw("hidden")}
  >
    <div class="plate ${product.tint}">
      <img src="/demo/assets/products/${product.slug}.svg" alt="" width="480" height="480" />
    </div>
    <h3><a href="/demo/p/${product.slug}">${product.name}</a></h3>
    <p class="card-line">${product.line}</p>
    <p class="price">${formatPrice(product.priceCents)}</p>
  </li>
`;
