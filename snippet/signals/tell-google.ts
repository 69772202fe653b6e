import type { ConsentState, Purpose } from "../../schemas/consent.ts";
import type { ConsentView } from "../../schemas/snippet-settings.ts";
import { SHARED } from "./google.ts";
import { isConsentCommand, page } from "./tools.ts";

/**
 * Speaks Consent Mode for sites whose visitors choose with Halley: a default where the page gave none, and an update for
 * every choice. What it says is added to `own`, so that it is not heard again.
 */
export const tellGoogle = (own: WeakSet<object>): ((view: ConsentView) => void) => {
  let told: string | undefined;
  const layer = (page.dataLayer ??= []);
  /** Google takes nothing but an `arguments` object. */
  const gtag: (...command: unknown[]) => void = function () {
    // oxlint-disable-next-line prefer-rest-params -- see above
    own.add(arguments);
    // oxlint-disable-next-line prefer-rest-params -- see above
    layer.push(arguments);
  };
  return ({ consent, granted }) => {
    const states = SHARED.map((purpose): [Purpose, ConsentState] => [
      purpose,
      granted.includes(purpose) ? "granted" : "denied",
    ]);
    const news = JSON.stringify(states);
    if (told === undefined && !layer.some(isConsentCommand)) {
      gtag("consent", "default", { ...Object.fromEntries(states), wait_for_update: 500 });
    }
    const isChosen = SHARED.some((purpose) => consent[purpose]);
    if (isChosen && news !== told) gtag("consent", "update", Object.fromEntries(states));
    told = isChosen ? news : "";
  };
};
