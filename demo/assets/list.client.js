import { halley } from "./halley.client.js";

const list = document.querySelector("[data-list-id]");
const cards = [...list.children];
const chips = [...document.querySelectorAll("[data-trait]")];
const shownCount = document.querySelector("[data-shown-count]");

const showTrait = (trait) => {
  for (const card of cards) card.hidden = trait !== "" && !card.dataset.traits.split(" ").includes(trait);
  for (const chip of chips) {
    if (chip.dataset.trait === trait) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
  const shown = cards.filter((card) => !card.hidden).length;
  shownCount.textContent = shown === 1 ? "1 product" : `${shown} products`;
};

for (const chip of chips) {
  chip.addEventListener("click", (click) => {
    if (click.metaKey || click.ctrlKey || click.shiftKey) return;
    click.preventDefault();
    const { trait } = chip.dataset;
    // Only the query changes: the same page, so no page view.
    history.replaceState(history.state, "", trait === "" ? location.pathname : `?for=${trait}`);
    showTrait(trait);
  });
}

halley("track", "view_item_list", {
  item_list_id: list.dataset.listId,
  item_list_name: list.dataset.listName,
  items: cards
    .filter((card) => !card.hidden)
    .map((card, index) => Object.assign(JSON.parse(card.dataset.item), { index, quantity: 1 })),
});
