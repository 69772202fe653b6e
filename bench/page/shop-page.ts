const CARDS = 300;

/** The listener by which the page tells of a purchase: it does nothing else. Traces name it. */
export const TELLS = "trackOne";
export const HERO_PATH = "/hero.svg";

/** The page's own work on a click, as every shop does some: the count in the head. */
const PAGE_SCRIPT = `
let count = 0;
buy.addEventListener("click", () => { basket.textContent = "Basket (" + ++count + ")"; });
buy.addEventListener("click", function ${TELLS}() { window.trackPurchase?.(); });
const vitals = { lcp: 0, inp: 0 };
new PerformanceObserver((list) => { vitals.lcp = list.getEntries().at(-1).startTime; })
  .observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => { vitals.inp = list.getEntries()[0].duration; })
  .observe({ type: "first-input", buffered: true });`;

const STYLE = `
body { margin: 0; font: 15px/1.4 sans-serif; color: #222 }
header { position: sticky; top: 0; display: flex; justify-content: space-between; padding: 12px 24px; background: #fff; border-bottom: 1px solid #ddd }
#buy { position: fixed; left: 1080px; top: 8px; width: 100px; height: 34px; font: inherit }
#basket { margin-right: 196px }
.hero { display: block; width: 100%; height: 320px; object-fit: cover }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(180px, 1fr)); gap: 16px; padding: 24px }
.card { border: 1px solid #ddd; border-radius: 6px; padding: 12px }
.thumb { height: 90px; border-radius: 4px; margin-bottom: 8px }
.price { font-weight: 600 }`;

const card = (_: unknown, index: number): string => `<article class=card>
<div class=thumb style="background:hsl(${(index * 37) % 360} 45% 78%)"></div>
<h3>Article number ${1_000 + index}</h3><p>Maker ${index % 12}, sizes 36 to 46, in three colours</p>
<p class=price>${5 + ((index * 37) % 200)}.00 €</p><a href="/article/${1_000 + index}">Details</a></article>`;

const CARDS_HTML = Array.from({ length: CARDS }, card).join("\n");

/** The picture that is the page's largest paint. */
export const HERO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 320"><rect width="1200" height="320" fill="#35524a"/>
${Array.from({ length: 60 }, (_, i) => `<circle cx="${(i * 97) % 1_200}" cy="${(i * 61) % 320}" r="${14 + (i % 9) * 5}" fill="hsl(${120 + i * 2} 30% ${30 + (i % 30)}%)" fill-opacity=".6"/>`).join("\n")}</svg>`;

/** The middle of the button. */
export const BUTTON = { x: 1_130, y: 25 };

/** A shop's list of 300 articles with `tag` in its head. */
export const shopPage = (tag: string): string => `<!doctype html><html lang=en><meta charset=utf-8>
<meta name=viewport content="width=device-width"><title>Boots – Shop</title><link rel=icon href="data:,">
<style>${STYLE}</style>${tag}
<header><b>Shop</b><span><span id=basket>Basket (0)</span> <button id=buy>Buy</button></span></header>
<img class=hero src="${HERO_PATH}" alt="">
<div class=cards>${CARDS_HTML}</div>
<script>${PAGE_SCRIPT}</script></html>`;
