// The shop's own data, in localStorage: `{ id, lines }`, lines being GA4 items with a quantity. Halley neither reads nor
// writes it; what the link of a message brings back is handed to `restoreCart`.
const CART_KEY = "demo-cart";

const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

const readStored = () => {
  try {
    const { id, lines } = JSON.parse(localStorage.getItem(CART_KEY));
    if (Array.isArray(lines)) return { id, lines };
  } catch {
    // Storage that is blocked, empty or was tampered with is an empty cart.
  }
  return { lines: [] };
};

export const readCart = () => readStored().lines;

const newId = () => crypto.getRandomValues(new Uint32Array(2)).join("-");

const writeCart = (lines, id = readStored().id ?? newId()) => {
  localStorage.setItem(CART_KEY, JSON.stringify({ id: lines.length > 0 ? id : undefined, lines }));
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

/** The same of lines that lie in the cart, or did: every cart is one of its own, whoever looks at it. */
export const toCartEvent = (lines, id = readStored().id) => ({ cart_id: id, ...toEcommerce(lines) });

/** Puts a left cart back, beside what was put in here since. */
export const restoreCart = ({ items, cart_id }) => {
  const own = readCart().filter((line) => !items.some((item) => isSame(line, item)));
  writeCart([...items, ...own], cart_id ?? undefined);
};

export const pictureOf = (item) => `/demo/assets/products/${encodeURIComponent(item.item_id)}.svg`;
export const pageOf = (item) => `/demo/p/${encodeURIComponent(item.item_id)}`;
