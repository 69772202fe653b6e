import type { ConsentView, SnippetSettings, SnippetVerbs } from "../../schemas/snippet-settings.ts";
import { loadFile } from "../load-file.ts";
import { poll } from "../poll.ts";
import { settings } from "../settings.ts";
import type { TakeAudiences } from "./audiences.ts";
import type { MayServe } from "./placements.ts";

/** Served names of what fills placements, and of what hands over audiences, with a hash; the build fills them in. */
declare const $PLACEMENTS: string;
declare const $AUDIENCES: string;

declare const window: { halley: (verb: "state", subscriber: (view: ConsentView) => void) => void };

let view: ConsentView | undefined;
/** The placement for which the file was loaded. */
let first: unknown;

/** By the settings as they are now: a consent tool that is waited for holds back what nobody chose. */
const mayServe: MayServe = () =>
  view &&
  !(view.gpc && settings.gpc) &&
  (view.consent.ad_storage
    ? view.consent.ad_storage === "granted"
    : settings.granted.includes("ad_storage")) &&
  view.consent;

interface Chunk {
  default: (settings: SnippetSettings, mayServe: MayServe, take?: TakeAudiences) => unknown;
}

const load = (name: string, take?: TakeAudiences): void =>
  loadFile(name, (chunk: Chunk) => chunk.default(settings, mayServe, take));

const look = (): unknown => {
  if (first) return first;
  first = mayServe() && document.querySelector("[data-halley-placement]");
  if (first) load($PLACEMENTS);
  return first;
};

/** Loads what fills placements once there is one and ads are allowed; until then nothing is asked. */
export const watchPlacements = (verbs: SnippetVerbs): void => {
  window.halley("state", (next) => {
    view = next;
    look();
  });
  addEventListener("load", look);
  poll(look);
  verbs.audiences = (take) => load($AUDIENCES, take);
};
