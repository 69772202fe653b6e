import { html, raw } from "hono/html";
import { CATEGORIES, productsOf, TRAIT_IDS, TRAITS, type Category, type Trait } from "../products.ts";
import { layout } from "./layout.ts";
import { productCard } from "./product-card.ts";

const chip = (id: Trait | "", name: string, isCurrent: boolean) =>
  html`<a
    class="chip"
    href="${id === "" ? "?" : `?for=${id}`}"
    data-trait="${id}"
    ${isCurrent ? raw('aria-current="true"') : ""}
    >${name}</a
  >`;

const countText = (count: number): string => (count === 1 ? "1 product" : `${count} products`);

/** The server filters too, so that a filtered address can be shared and works without script. */
export const categoryPage = (category: Category, trait: Trait | undefined) => {
  const { name, line } = CATEGORIES[category];
  const products = productsOf(category);
  const traits = TRAIT_IDS.filter((id) => products.some((p) => p.traits.includes(id)));
  const shown = products.filter((product) => trait === undefined || product.traits.includes(trait));
  return layout({
    title: `${name} | Fell & Fen`,
    description: line,
    path: `/demo/c/${category}`,
    script: "list",
    main: html`
      <div class="wide section">
        <div class="category-head">
          <h1>${name}</h1>
          <p>${line}</p>
        </div>
        <div class="filters">
          <div role="group" aria-label="Filter ${name.toLowerCase()}">
            ${chip("", "All", trait === undefined)} ${traits.map((id) => chip(id, TRAITS[id], id === trait))}
          </div>
          <p role="status" data-shown-count>${countText(shown.length)}</p>
        </div>
        <ul class="grid" data-list-id="${category}" data-list-name="${name}">
          ${products.map((product) => productCard(product, shown.includes(product)))}
        </ul>
      </div>
    `,
  });
};
