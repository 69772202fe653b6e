import { halley } from "./halley.client.js";

const ASKED = ["analytics_storage", "ad_storage", "ad_user_data", "ad_personalization"];

const find = (name) => document.querySelector(`[data-consent${name}]`);
const banner = find("");
const title = find("-title");
const chooseButton = find("-open");
const switches = [...find("-choose").querySelectorAll("input")];
const openers = [...document.querySelectorAll("[data-privacy-choices]")];
/** What opened the banner, to give the focus back to; null when it opened by itself. */
let opener = null;
/** What Halley said last; undefined until its script has arrived. */
let state;

const purposesOf = (input) => input.dataset.purposes.split(" ");

/** Room at the end of the page and of every scroll, so that the fixed banner hides no content and no focus. */
const makeRoom = () => {
  const height = banner.hidden ? 0 : banner.offsetHeight;
  document.documentElement.style.setProperty("--consent-height", `${height}px`);
};

const setChoosing = (isChoosing) => {
  find("-choose").hidden = !isChoosing;
  find("-save").hidden = !isChoosing;
  chooseButton.hidden = isChoosing;
  chooseButton.setAttribute("aria-expanded", String(isChoosing));
  makeRoom();
};

const open = () => {
  for (const input of switches) {
    input.checked = !state.ask
      ? purposesOf(input).every((purpose) => state.granted.includes(purpose))
      : false; // Nothing is ticked in advance where a yes has to be given.
  }
  find("-gpc").hidden = !state.gpc;
  find("-close").hidden = opener === null || state.ask;
  banner.hidden = false;
  setChoosing(false);
  if (opener) title.focus();
};

const close = () => {
  const hadFocus = banner.contains(document.activeElement);
  banner.hidden = true;
  makeRoom();
  if (hadFocus) (opener ?? document.querySelector("main")).focus({ preventScroll: true });
  opener = null;
};

const choose = (choices) => {
  halley("consent", choices);
  close();
  dispatchEvent(new Event("consent-change"));
};

for (const button of document.querySelectorAll("[data-consent-all]")) {
  button.addEventListener("click", () =>
    choose(Object.fromEntries(ASKED.map((purpose) => [purpose, button.dataset.consentAll]))),
  );
}

find("-save").addEventListener("click", () => {
  const choices = switches.flatMap((input) =>
    purposesOf(input).map((purpose) => [purpose, input.checked ? "granted" : "denied"]),
  );
  choose(Object.fromEntries(choices));
});

chooseButton.addEventListener("click", () => {
  setChoosing(true);
  switches[0].focus();
});

find("-close").addEventListener("click", close);
banner.addEventListener("keydown", (press) => {
  if (press.key === "Escape" && !find("-close").hidden) close();
});

for (const button of openers) {
  button.hidden = false;
  button.addEventListener("click", () => {
    opener = button;
    if (state) open();
  });
}

addEventListener("resize", makeRoom);
// Asks where that is due, or was asked for; a banner that came by itself goes when another tab has answered.
halley("state", (next) => {
  state = next;
  if (state.ask || opener) open();
  else if (!banner.hidden) close();
});
