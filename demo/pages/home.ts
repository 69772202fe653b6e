import { html } from "hono/html";
import {
  CATEGORIES,
  CATEGORY_IDS,
  findProduct,
  productsOf,
  type Category,
  type Product,
} from "../products.ts";
import { layout } from "./layout.ts";
import { productCard } from "./product-card.ts";

const featured = ["scarth-boot", "helm-shell", "glim-lantern", "drover-32", "wether-fleece"]
  .map(findProduct)
  .filter((product): product is Product => product !== undefined);

const shelf = (category: Category) => {
  const products = productsOf(category);
  const last = products.at(-1);
  return html`
    <li class="shelf ${last?.tint ?? "mist"}">
      <h3><a href="/demo/c/${category}">${CATEGORIES[category].name}</a></h3>
      <p>${CATEGORIES[category].line}</p>
      <img src="/demo/assets/products/${last?.slug ?? ""}.svg" alt="" width="480" height="480" />
    </li>
  `;
};

const hero = html`
  <section class="hero">
    <img class="hero-picture" src="/demo/assets/scenes/hero.svg" alt="" width="1600" height="1000" />
    <h1 class="wide">Made for the wet side of the hill</h1>
    <div class="wide">
      <div class="legend">
        <p>Boots, shells and camp kit for people who go out anyway.</p>
        <p class="hero-actions">
          <a class="button" href="/demo/c/boots">See the boots</a>
          <a class="button quiet" href="/demo/lookbook/">Open the lookbook</a>
        </p>
      </div>
    </div>
  </section>
`;

const newsletter = html`
  <section class="letter" id="letter" aria-labelledby="letter-title">
    <div class="wide letter-columns">
      <div>
        <h2 id="letter-title">A letter, four times a year</h2>
        <p>Where the paths are dry, what we mended, and one recipe that works on a single burner.</p>
      </div>
      <form action="/demo/newsletter" method="post" data-halley-identify>
        <label for="letter-email">E-mail</label>
        <div class="letter-field">
          <input
            id="letter-email"
            type="email"
            name="email"
            required
            autocomplete="email"
            placeholder="you@example.com"
          />
          <button class="button gorse-button" type="submit">Send it to me</button>
        </div>
        <label class="check">
          <input type="checkbox" name="consent" value="yes" data-halley-consent="email_marketing" />
          <span>Yes, write to me. One click in any letter stops it.</span>
        </label>
      </form>
    </div>
  </section>
`;

export const homePage = () =>
  layout({
    title: "Fell & Fen: outdoor things for wet places",
    description: "Boots, jackets, packs and camp kit for people who go out anyway.",
    path: "/demo/",
    script: "list",
    main: html`
      ${hero}
      <section class="wide section" aria-labelledby="featured-title">
        <h2 id="featured-title">Packed most often</h2>
        <ul class="featured" data-list-id="featured" data-list-name="Packed most often">
          ${featured.map((product) => productCard(product))}
        </ul>
      </section>
      <section class="wide section" aria-labelledby="shelves-title">
        <h2 id="shelves-title">Four shelves</h2>
        <ul class="shelves">
          ${CATEGORY_IDS.map(shelf)}
        </ul>
      </section>
      <section class="wide promises" aria-label="What we promise">
        <p><b>Mended free.</b> Send it back torn, get it back whole.</p>
        <p><b>Sixty days.</b> Wear it outside before you decide.</p>
        <p><b>Pay on delivery.</b> No card, no account, no fuss.</p>
      </section>
      ${newsletter}
    `,
  });
