import { formatValue, onCartChange, readCart, toCartEvent, valueOf } from "./cart.client.js";
import { halley } from "./halley.client.js";

const lines = readCart();
const summary = document.querySelector("[data-summary]");

const summaryLine = (line) => {
  const row = document.createElement("li");
  const name = document.createElement("span");
  const total = document.createElement("span");
  name.textContent = `${line.quantity} × ${line.item_name}, ${line.item_variant}`;
  total.textContent = formatValue(valueOf([line]));
  row.append(name, total);
  return row;
};

for (const part of document.querySelectorAll("[data-full]")) part.hidden = lines.length === 0;
document.querySelector("[data-empty]").hidden = lines.length > 0;

if (lines.length > 0) {
  summary.append(...lines.map(summaryLine));
  document.querySelector("[data-sum]").textContent = formatValue(valueOf(lines));
  halley("track", "begin_checkout", toCartEvent(lines));
}

// Ordered or changed elsewhere: what this page shows is no longer what would be ordered.
onCartChange(() => location.reload());
