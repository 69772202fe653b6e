import type { KeptChoiceSettings } from "../schemas/banner-settings.ts";

declare const $SETTINGS: KeptChoiceSettings;
declare const window: { halley: (verb: "consent", choice: object) => void };

const { site, consent, age } = $SETTINGS;

/** When the choice was made that this browser remembers; NaN where it remembers none. */
const rememberedAt = (): number => {
  try {
    return (JSON.parse(localStorage[`h.${site}`] as string) as { t: number }).t;
  } catch {
    return Number.NaN;
  }
};

// A choice made on the visitor's own page, which works without scripts, is news here unless the browser knows a later one.
if (!(rememberedAt() >= Date.now() - age)) window.halley("consent", consent);
