// On every page: the number beside the cart, and the cart that a message's link brings back.
import { countOf, onCartChange, readCart, restoreCart, toCartEvent } from "./cart.client.js";
import { halley } from "./halley.client.js";

const count = document.querySelector("[data-cart-count]");

const showCount = () => {
  const pieces = countOf(readCart());
  count.textContent = String(pieces);
  count.toggleAttribute("data-filled", pieces > 0);
};

showCount();
onCartChange(showCount);

halley("cart", (cart) => {
  restoreCart(cart);
  halley("track", "view_cart", toCartEvent(readCart()));
  document.querySelector("[data-restored]").hidden = false;
});
