import { addToCart, toCartEvent, toEcommerce } from "./cart.client.js";
import { halley } from "./halley.client.js";

const form = document.querySelector("[data-add-to-cart]");
const added = form.querySelector("[data-added]");
const product = JSON.parse(form.dataset.addToCart);

form.addEventListener("submit", (submit) => {
  submit.preventDefault();
  const { variant, quantity } = form.elements;
  const item = { ...product, item_variant: variant.value, quantity: Number(quantity.value) };
  addToCart(item);
  halley("track", "add_to_cart", toCartEvent([item]));
  const cartLink = Object.assign(document.createElement("a"), {
    href: "/demo/cart",
    textContent: "Look at the cart",
  });
  added.replaceChildren(`${product.item_name}, ${variant.value}, is in your cart. `, cartLink);
});

// Until now a press would have been the browser's own submit: a reload, and nothing in the cart.
form.querySelector("[type=submit]").disabled = false;

halley("track", "view_item", toEcommerce([{ ...product, quantity: 1 }]));
