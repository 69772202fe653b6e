// On every page: the number beside the cart.
import "./halley.client.js";
import { countOf, readCart } from "./cart.client.js";

const count = document.querySelector("[data-cart-count]");

const showCount = () => {
  const pieces = countOf(readCart());
  count.textContent = String(pieces);
  count.toggleAttribute("data-filled", pieces > 0);
};

showCount();
addEventListener("cart-change", showCount);
addEventListener("storage", showCount); // Another tab.
addEventListener("pageshow", showCount); // Back from the cache of the browser.
