import type { DeviceClass } from "../../../schemas/audience.ts";

/** Longer than any browser's; what follows is not read. */
const USER_AGENT_MAX_LENGTH = 1_000;

/**
 * Crawlers and test browsers, many of which say that they are a phone or a desktop too, and game consoles, which are
 * none of the classes. CUBOT makes phones.
 */
const NO_CLASS =
  /(?<!cu)bot(?![a-z])|crawl|spider|slurp|headless|phantomjs|lighthouse|inspectiontool|googleother|mediapartners-google|apis-google|read-aloud|bingpreview|web preview|ptst\/|synthetics|pingdom|gtmetrix|\+https?:|playstation|xbox|nintendo/i;

/** Television sets, and boxes and sticks for them: `AFT…` are those of Fire TV, `CrKey` is Chromecast, `Web0S` is LG. */
const TV =
  /\btv\b|smarttv|appletv|googletv|androidtv|hbbtv|netcast|web0s|bravia|crkey|chromecast|\broku\b|viera|vidaa|mibox|mitv|[;(] ?aft[a-z0-9]/i;

/** `Tablet PC` is a Windows computer with a pen. */
const TABLET = /ipad|kindle|silk\/|playbook|tablet(?! pc)/i;
const MOBILE = /mobile|mobi\b|iphone|ipod|windows phone|blackberry|\bbb10\b|opera mini|midp/i;
const ANDROID = /android/i;
/** An iPad that asks for desktop pages says that it is a Macintosh, and nothing tells the two apart. */
const DESKTOP = /windows|macintosh|x11|\bcros\b|linux/i;

/** In the order that decides where a device has several, as a foldable has. */
const FORM_FACTORS: readonly (readonly [string, DeviceClass])[] = [
  ["tablet", "tablet"],
  ["mobile", "mobile"],
  ["desktop", "desktop"],
];

/** Class by `Sec-CH-UA-Form-Factors`, a list of quoted words; null where none of them is a class. */
const byFormFactors = (header: string): DeviceClass | null => {
  const words = header.slice(0, USER_AGENT_MAX_LENGTH).toLowerCase();
  return FORM_FACTORS.find(([word]) => words.includes(`"${word}"`))?.[1] ?? null;
};

/** Class by the User-Agent string and `Sec-CH-UA-Mobile` (`?1`, `?0`), which knows better whether it is a phone. */
const byUserAgent = (agent: string, hint: string | undefined): DeviceClass | null => {
  if (TABLET.test(agent)) return "tablet";
  if (hint === "?1" || (hint !== "?0" && MOBILE.test(agent))) return "mobile";
  if (ANDROID.test(agent)) return "tablet";
  return hint === "?0" || DESKTOP.test(agent) ? "desktop" : null;
};

/**
 * What a browser runs on, in GA4's categories; null for crawlers and for what is not known. Only a User-Agent string
 * tells of television sets, so it is asked first. Sources: wicg.github.io/ua-client-hints, developers.google.com/search
 * (crawlers), developer.amazon.com (Fire TV), webostv.developer.lge.com.
 */
export const deviceOf = (request: Request): DeviceClass | null => {
  const agent = (request.headers.get("user-agent") ?? "").slice(0, USER_AGENT_MAX_LENGTH);
  if (NO_CLASS.test(agent)) return null;
  if (TV.test(agent)) return "tv";
  const formFactors = byFormFactors(request.headers.get("sec-ch-ua-form-factors") ?? "");
  return formFactors ?? byUserAgent(agent, request.headers.get("sec-ch-ua-mobile")?.trim());
};
