// The shop's own data: GA4 items with a quantity, in localStorage. Halley neither reads nor writes it.
const CART_KEY = "demo-cart";

const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

export const readCart = () => {
  try {
    const lines = JSON.parse(localStorage.getItem(CART_KEY) ?? "[]");
    return Array.isArray(lines) ? lines : [];
  } catch {
    return []; // Storage that is blocked or was tampered with is an empty cart.
  }
};

const writeCart = (lines) => {
  localStorage.setItem(CART_KEY, JSON.stringify(lines));
  dispatchEvent(new Event("cart-change"));
};

const isSame = (a, b) => a.item_id === b.item_id && a.item_variant === b.item_variant;

/** Also when another tab changed it, and when the browser brings this page back from its cache. */
export const onCartChange = (callback) => {
  addEventListener("cart-change", () => callback());
  addEventListener("storage", ({ key }) => {
    if (key === CART_KEY) callback();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) callback();
  });
};

export const addToCart = (item) => {
  const lines = readCart();
  const present = lines.find((line) => isSame(line, item));
  if (present) present.quantity += item.quantity;
  else lines.push(item);
  writeCart(lines);
};

/** Zero takes the line out. */
export const setQuantity = (item, quantity) => {
  const lines = readCart();
  for (const line of lines) if (isSame(line, item)) line.quantity = quantity;
  writeCart(lines.filter((line) => line.quantity > 0));
};

export const emptyCart = () => writeCart([]);

/** Summed in cents: prices are decimals, and 0.1 + 0.2 is not 0.3. */
export const valueOf = (lines) =>
  lines.reduce((cents, line) => cents + Math.round(line.price * 100) * line.quantity, 0) / 100;

export const countOf = (lines) => lines.reduce((count, line) => count + line.quantity, 0);

export const formatValue = (value) => euros.format(value);

/** What GA4's e-commerce events say about these lines. */
export const toEcommerce = (lines) => ({ currency: "EUR", value: valueOf(lines), items: lines });

export const pictureOf = (item) => `/demo/assets/products/${encodeURIComponent(item.item_id)}.svg`;
export const pageOf = (item) => `/demo/p/${encodeURIComponent(item.item_id)}`;
