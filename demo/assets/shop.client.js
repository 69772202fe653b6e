// On every page: the number beside the cart.
import { countOf, onCartChange, readCart } from "./cart.client.js";

const count = document.querySelector("[data-cart-count]");

const showCount = () => {
  const pieces = countOf(readCart());
  count.textContent = String(pieces);
  count.toggleAttribute("data-filled", pieces > 0);
};

showCount();
onCartChange(showCount);
