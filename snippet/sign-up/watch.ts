import type { SnippetVerbs } from "../../schemas/snippet-settings.ts";
import type { Extras } from "../extras.ts";
import { loadFile } from "../load-file.ts";
import { settings } from "../settings.ts";

/** Served name of what hears forms, as the core has it; the build fills it in. */
declare const $CHUNK: string;

/** The visitor is in a form that asks to be allowed to write. */
const TURNED_TO = "[data-halley-identify]:focus-within [data-halley-consent]";

/**
 * Whoever refused to be remembered, or has not answered, may still sign up for messages: then forms are heard from when
 * the visitor turns to one, and an address that comes with a choice is told by itself.
 */
export const watchSignUps = (verbs: SnippetVerbs): void => {
  const { identify } = verbs;
  addEventListener("focusin", () => {
    if (document.querySelector(TURNED_TO)) loadFile($CHUNK, (extras: Extras) => extras.default(verbs));
  });
  verbs.identify = ({ consent, ...claim }) => {
    if (consent) verbs.consent(consent);
    identify(claim);
    if (consent) loadFile($CHUNK, (extras: Extras) => extras.signUp(settings, verbs, claim, consent));
  };
};
