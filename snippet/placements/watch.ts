import type { ConsentView, SnippetVerbs } from "../../schemas/snippet-settings.ts";
import { goWithout } from "../go-without.ts";
import { poll } from "../poll.ts";
import { base, settings } from "../settings.ts";
import type { PlacementsChunk } from "./placements.ts";

/** Served name of what fills placements with the hash of its content; the build fills it in. */
declare const $PLACEMENTS: string;

declare const window: { halley: (verb: "state", subscriber: (view: ConsentView) => void) => void };

let view: ConsentView | undefined;
let isLoaded: unknown;

/** By the settings as they are now: a consent tool that is waited for holds back what nobody chose. */
const mayServe = (): boolean =>
  !!view &&
  !(view.gpc && settings.gpc) &&
  (view.consent.ad_storage ?? (settings.granted.includes("ad_storage") && "granted")) === "granted";

/** The file is fetched once, however often it is asked for. */
const load = (): Promise<PlacementsChunk> => import(`${base}/${$PLACEMENTS}`) as Promise<PlacementsChunk>;

const look = (): unknown =>
  (isLoaded ||=
    mayServe() &&
    document.querySelector("[data-halley-placement]") &&
    load()
      .then((chunk) => chunk.default(settings, mayServe))
      .catch(goWithout));

/** Loads what fills placements once there is one and ads are allowed; until then nothing is asked. */
export const watchPlacements = (verbs: SnippetVerbs): void => {
  window.halley("state", (next) => {
    view = next;
    look();
  });
  addEventListener("load", look);
  poll(look);
  verbs.audiences = (take) => {
    load()
      .then((chunk) => chunk.handAudiences(take, settings, mayServe))
      .catch(goWithout);
  };
};
