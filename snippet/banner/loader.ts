import type { BannerSettings } from "../../schemas/banner-settings.ts";
import type { ConsentView } from "../../schemas/snippet-settings.ts";
import type { ShowBanner } from "./banner.ts";

/** What the Worker declares in front of the script; the build shortens the name. */
declare const $SETTINGS: BannerSettings;
/** Served names of the banner by language, English first; the build fills them in. */
declare const $BANNERS: Record<string, string>;

declare const window: {
  halley: {
    (verb: "state", subscriber: (view: ConsentView) => void): void;
    /** The loader runs on this page: a second copy does nothing. */
    b?: number;
  };
};

/** Consent tools put these on a page before anything else of theirs. */
const hasConsentTool = (): boolean => "__tcfapi" in window || "__gpp" in window;

/** Anything on the page that opens the banner again: a link in the foot, a button. */
const OPENER = "[data-halley-preferences]";
const hasOpener = (): boolean => !!document.querySelector(OPENER);

/** A page that is still loading by then is asked on nevertheless. */
const LOADING_MAX_MS = 5_000;

const { halley } = window;
const base = (document.currentScript as HTMLScriptElement | null)?.src.replace(/\.js(\?.*)?$/, "");

let view: ConsentView | undefined;
/** The consent tool of the page, if there is one, has had its time to appear. */
let isReady = document.readyState === "complete";
let name: string | undefined;

/** Of the languages of the page and then of the browser the first that the banner speaks. */
const bannerName = (): string => {
  const tags = [document.documentElement.lang, ...navigator.languages];
  const language = tags
    .map((tag) => tag.toLowerCase().split("-")[0]!)
    .find((tag) => Object.hasOwn($BANNERS, tag));
  return $BANNERS[language ?? "en"]!;
};

const show = async (opener?: HTMLElement): Promise<void> => {
  name ??= bannerName();
  try {
    const banner = (await import(`${base}/${name}`)) as { default: ShowBanner };
    if (view && !hasConsentTool()) {
      banner.default(view, { ...$SETTINGS, base, notice: name, opener, hasOpener, hasConsentTool });
    }
  } catch {
    // Blocked or offline: nothing is asked, and so nothing is allowed.
  }
};

/** Asks where that is due, goes where it is not any more; a page without an opener of its own gets one. */
const follow = (): void => {
  if (isReady && view && !hasConsentTool() && (view.ask || name || !hasOpener())) void show();
};

const beReady = (): void => {
  isReady = true;
  follow();
};

if (!halley.b) {
  halley.b = 1;
  halley("state", (next) => {
    view = next;
    follow();
  });
  if (!isReady) {
    addEventListener("load", beReady);
    setTimeout(beReady, LOADING_MAX_MS);
  }
  addEventListener("click", (event) => {
    const opener = (event.target as Element).closest?.<HTMLElement>(OPENER);
    if (opener && view && !hasConsentTool()) {
      event.preventDefault();
      void show(opener);
    }
  });
}
