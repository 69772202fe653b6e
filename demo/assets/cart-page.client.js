import {
  formatValue,
  onCartChange,
  pageOf,
  pictureOf,
  readCart,
  setQuantity,
  toCartEvent,
  valueOf,
} from "./cart.client.js";
import { halley } from "./halley.client.js";

const QUANTITY_CHOICES = 9;

const find = (name, root = document) => root.querySelector(`[data-${name}]`);
const template = find("line");
const said = find("said");

const changeQuantity = (line, quantity) => {
  const difference = quantity - line.quantity;
  if (difference === 0) return;
  const changed = toCartEvent([{ ...line, quantity: Math.abs(difference) }]);
  setQuantity(line, quantity);
  halley("track", difference > 0 ? "add_to_cart" : "remove_from_cart", changed);
  said.textContent =
    quantity === 0 ? `${line.item_name} removed.` : `${line.item_name}: ${quantity} in the cart.`;
};

const fillSelect = (select, line) => {
  const choices = Math.max(QUANTITY_CHOICES, line.quantity);
  for (let count = 1; count <= choices; count += 1) select.add(new Option(String(count)));
  select.value = String(line.quantity);
  select.addEventListener("change", () => changeQuantity(line, Number(select.value)));
};

const renderLine = (line) => {
  const row = template.content.cloneNode(true).firstElementChild;
  row.querySelector("img").src = pictureOf(line);
  for (const anchor of row.querySelectorAll("a")) anchor.href = pageOf(line);
  find("name", row).textContent = line.item_name;
  find("variant", row).textContent = line.item_variant;
  find("unit", row).textContent = `${formatValue(line.price)} each`;
  find("total", row).textContent = formatValue(valueOf([line]));
  row.querySelector("label span").textContent = `Quantity of ${line.item_name}`;
  row.querySelector("button span").textContent = ` ${line.item_name}`;
  row.querySelector("button").addEventListener("click", () => {
    changeQuantity(line, 0);
    document.querySelector("main").focus({ preventScroll: true }); // The button that had the focus is gone.
  });
  fillSelect(row.querySelector("select"), line);
  return row;
};

/** Redrawing takes the select with the focus away; the one in its place gets it back. */
const render = () => {
  const lines = readCart();
  const list = find("lines");
  const focused = [...list.querySelectorAll("select")].indexOf(document.activeElement);
  list.replaceChildren(...lines.map(renderLine));
  list.querySelectorAll("select")[focused]?.focus();
  find("sum").textContent = formatValue(valueOf(lines));
  find("empty").hidden = lines.length > 0;
  find("full").hidden = lines.length === 0;
};

render();
onCartChange(render);
if (readCart().length > 0) halley("track", "view_cart", toCartEvent(readCart()));
