// A single page inside the shop: looks change with the address and without a load.
const looks = [...document.querySelectorAll("[data-look]")];
const links = [...document.querySelectorAll("[data-go]")];
const isStill = matchMedia("(prefers-reduced-motion: reduce)");

const lookAt = (path) => path.split("/").filter(Boolean).at(2) ?? looks[0].dataset.look;

const swap = (id) => {
  for (const look of looks) look.hidden = look.dataset.look !== id;
  for (const link of links) {
    if (link.dataset.go === id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
};

const setTitle = (id) => {
  document.title = `${document.querySelector(`#look-${id}`).textContent} | Lookbook | Fell & Fen`;
};

const show = (id) => {
  setTitle(id);
  if (document.startViewTransition && !isStill.matches) document.startViewTransition(() => swap(id));
  else swap(id);
};

for (const link of links) {
  link.addEventListener("click", (click) => {
    if (click.metaKey || click.ctrlKey || click.shiftKey) return;
    click.preventDefault();
    if (link.hasAttribute("aria-current")) return;
    setTitle(link.dataset.go); // Before the address, so that the page view has the new title.
    history.pushState(null, "", link.href);
    show(link.dataset.go);
  });
}

addEventListener("popstate", () => show(lookAt(location.pathname)));
