import { emptyCart, readCart, toCartEvent } from "./cart.client.js";
import { halley } from "./halley.client.js";

const ORDERS_KEY = "demo-orders";
const { order } = document.querySelector("[data-order]").dataset;
const reported = (localStorage.getItem(ORDERS_KEY) ?? "").split(" ").filter(Boolean);
const lines = readCart();

// Once per order: a reload, a bookmark and the back button come here too. Noted before it is sent,
// since a purchase counted twice does more harm than one that is lost.
if (!reported.includes(order) && lines.length > 0) {
  localStorage.setItem(ORDERS_KEY, [...reported, order].slice(-20).join(" "));
  halley("track", "purchase", { transaction_id: order, ...toCartEvent(lines) });
  emptyCart();
}
