import type { BannerSettings } from "../../schemas/banner-settings.ts";
import type { ConsentView } from "../../schemas/snippet-settings.ts";
import { make } from "./element.ts";
import { makePanel, words } from "./panel.ts";
import { keepRoom, spacer } from "./room.ts";

/** The build fills it in. */
declare const $STYLE: string;
const style = $STYLE;
declare const window: { halley: (verb: "consent", ...choice: unknown[]) => void };

/** What the loader hands over. */
export interface BannerOptions extends BannerSettings {
  /** Where the snippet came from. */
  base: string | undefined;
  /** What the visitor opened the banner with; undefined where it comes by itself. */
  opener: HTMLElement | undefined;
  /** Name of this file, which says what was shown. */
  notice: string | undefined;
  /** Whether the page has openers of its own. */
  hasOpener: () => boolean;
  hasConsentTool: () => boolean;
}
export type ShowBanner = (view: ConsentView, options: BannerOptions) => void;

/** Screen readers hear what changes in a region they know, not what comes with it. */
const ANNOUNCE_AFTER_MS = 500;
const LOOK_AROUND_MS = 1_000;

const said = make("p", { role: "status", className: "unseen" });
/** The way back to the banner on pages that have none of their own. */
const tab = make("button", { type: "button", className: "tab" }, words.label);
let root: ShadowRoot | undefined;
let panel: HTMLElement | undefined;
/** What gets the focus back; undefined while the banner is there by itself. */
let opener: HTMLElement | undefined;
let tidyUp: () => void;
let reopen: () => void;

/** A style sheet made by a script needs no permission of the page's security policy; older browsers take an element. */
const dress = (shadow: ShadowRoot): void => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    shadow.append(make("style", {}, style));
  }
};

/** First in the page, so that it is first for the keyboard and for screen readers. */
const settleIn = (): ShadowRoot => {
  const host = make("div", {});
  const shadow = host.attachShadow({ mode: "open" });
  dress(shadow);
  tab.addEventListener("click", () => reopen());
  shadow.append(said, tab, spacer);
  document.body.prepend(host);
  return shadow;
};

const close = (shadow: ShadowRoot, news = ""): void => {
  const hadFocus = shadow.activeElement;
  panel?.remove();
  panel = undefined;
  tidyUp();
  said.textContent = news;
  if (hadFocus) (opener ?? tab).focus();
  opener = undefined;
};

const open = (shadow: ShadowRoot, view: ConsentView, options: BannerOptions): HTMLElement => {
  const { policy, gpc, signal, base, notice, hasOpener, hasConsentTool } = options;
  const leave = (news?: string): void => {
    tab.hidden = hasOpener();
    close(shadow, news);
  };
  const opened = makePanel(view, {
    policy,
    page: `${base}/p`,
    isSignalled: gpc && (view.gpc || signal),
    isClosable: !view.ask,
    decide: (choice, signals) => {
      leave(words.saved);
      window.halley("consent", choice, { ...signals, notice });
    },
    close: leave,
  });
  shadow.insertBefore(opened, tab);
  const giveRoomBack = keepRoom(opened);
  // A consent tool that comes late takes over.
  const lookAround = setInterval(() => {
    if (hasConsentTool()) {
      close(shadow);
      shadow.host.remove();
    }
  }, LOOK_AROUND_MS);
  tidyUp = () => {
    giveRoomBack();
    clearInterval(lookAround);
  };
  return opened;
};

/** Shows the banner where that is due or asked for, and takes it away when another tab has answered. */
const showBanner: ShowBanner = (view, options) => {
  root ??= settleIn();
  reopen = () => showBanner(view, { ...options, opener: tab });
  opener = options.opener ?? opener;
  if (panel && !opener && !view.ask) close(root);
  if (!panel && (options.opener || view.ask)) {
    panel = open(root, view, options);
    if (!opener) setTimeout(() => (said.textContent = words.announce), ANNOUNCE_AFTER_MS);
  }
  if (options.opener) panel?.querySelector("h2")?.focus();
  tab.hidden = !!panel || options.hasOpener();
};
export { showBanner as default };
