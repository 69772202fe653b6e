import { html, raw } from "hono/html";
import { findProduct, formatPrice } from "../products.ts";
import { layout } from "./layout.ts";

interface Look {
  id: "dawn" | "noon" | "dusk";
  label: string;
  name: string;
  hour: string;
  words: string;
  products: readonly string[];
}

const LOOKS: readonly [Look, ...Look[]] = [
  {
    id: "dawn",
    label: "Dawn",
    name: "Dawn, before the others",
    hour: "05:40",
    words: "Frost on the boards, tea in the bottle, nobody to say good morning to.",
    products: ["wether-fleece", "tarn-low", "beck-bottle"],
  },
  {
    id: "noon",
    label: "Noon",
    name: "Noon, in all of it",
    hour: "12:15",
    words: "The forecast said showers. The forecast was being kind.",
    products: ["helm-shell", "mire-wellington", "pedlar-roll-top"],
  },
  {
    id: "dusk",
    label: "Dusk",
    name: "Dusk, and staying",
    hour: "21:05",
    words: "Boots off, lamp lit, the tarn gone quiet. Somebody deals the cards.",
    products: ["bothy-tent", "glim-lantern", "eider-gilet"],
  },
];

/** The look with this name; without a name, the first. */
export const findLook = (id: string | undefined): Look | undefined =>
  id === undefined ? LOOKS[0] : LOOKS.find((look) => look.id === id);

const piece = (slug: string) => {
  const product = findProduct(slug);
  if (!product) return "";
  return html`
    <li>
      <span class="plate ${product.tint}">
        <img src="/demo/assets/products/${slug}.svg" alt="" width="480" height="480" />
      </span>
      <a href="/demo/p/${slug}">${product.name}</a>
      <span class="price">${formatPrice(product.priceCents)}</span>
    </li>
  `;
};

const section = (look: Look, current: Look) => html`
  <section
    class="look"
    data-look="${look.id}"
    aria-labelledby="look-${look.id}"
    ${look === current ? "" : raw("hidden")}
  >
    <div class="look-scene">
      <img src="/demo/assets/scenes/${look.id}.svg" alt="" width="1600" height="1000" />
      <p class="look-hour">${look.hour}</p>
    </div>
    <div class="wide look-words">
      <div>
        <h2 id="look-${look.id}" tabindex="-1">${look.name}</h2>
        <p class="lead">${look.words}</p>
      </div>
      <ul class="look-pieces">
        ${look.products.map(piece)}
      </ul>
    </div>
  </section>
`;

/** A single page inside the shop: the script swaps looks with `history.pushState`; without it the links just load. */
export const lookbookPage = (current: Look) =>
  layout({
    title: `${current.name} | Lookbook | Fell & Fen`,
    description: "One tarn, three hours, nine things.",
    path: "/demo/lookbook/",
    script: "lookbook",
    main: html`
      <div class="wide lookbook-head">
        <h1>One tarn, three hours</h1>
        <nav aria-label="Looks">
          ${LOOKS.map(
            (look) =>
              html`<a
                class="chip"
                href="/demo/lookbook/${look.id}"
                data-go="${look.id}"
                ${look === current ? raw('aria-current="page"') : ""}
                >${look.label}</a
              >`,
          )}
        </nav>
      </div>
      ${LOOKS.map((look) => section(look, current))}
    `,
  });
