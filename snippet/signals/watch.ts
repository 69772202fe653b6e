import type { ConsentSignals } from "../../schemas/consent-signals.ts";
import type { SnippetVerbs } from "../../schemas/snippet-settings.ts";
import { loadFile } from "../load-file.ts";
import { poll } from "../poll.ts";
import { ownName, settings } from "../settings.ts";
import { isToolThere } from "./tools.ts";
import type { HearTools, Said, Shared } from "./adapter.ts";

/** Served name of the adapter with the hash of its content; the build fills it in. */
declare const $ADAPTER: string;

interface AdapterFile {
  default: HearTools;
}

declare const window: { halley: { v: [verb: "state", subscriber: () => void][] } };

const { hear, granted, gpc } = settings;
const name = `${ownName}.s`;

const hasGpc = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl || hear.gpc;
let said: Said | undefined;
let isRecalled = false;

/** Tells the collector from now on, and the pages that follow. A Consent Mode default is nobody's choice: it is not kept. */
const keep: Shared["keep"] = (signals, news = said) => {
  settings.signals = signals;
  said = news;
  settings.gpc = gpc && !signals?.override_gpc;
  try {
    localStorage[name] = JSON.stringify([
      { ...signals, google: said?.google && { update: said.google } },
      said,
    ]);
  } catch {
    // Storage is blocked: it holds as long as the page.
  }
};

/** Takes over, once, what tools said on former pages. */
const recall = (): void => {
  if (isRecalled) return;
  isRecalled = true;
  try {
    const [signals, kept] = JSON.parse(localStorage[name] as string) as [ConsentSignals, Said | undefined];
    keep(signals, kept);
  } catch {
    // Nothing was kept.
  }
};

/** Tools come in any order, and late; once one is there, what nobody chose waits until it has spoken. */
const look = (): unknown => {
  const isThere = isToolThere(hear);
  if (isThere) settings.granted = [];
  const isWanted = isThere || hear.google === "set";
  // Where it cannot be loaded, nothing is granted that was not chosen.
  if (isWanted) {
    loadFile($ADAPTER, (file: AdapterFile) => {
      recall();
      file.default({ settings, granted, said, keep });
    });
  }
  return isWanted;
};

/** Recalls what tools said on former pages, keeps what choices rest on, and waits for a tool. */
export const watchTools = (verbs: SnippetVerbs): void => {
  // The first touch of storage is dear: it waits for the core's start, and goes before the calls that wait for it.
  window.halley.v.unshift(["state", recall]);
  const { consent } = verbs;
  verbs.consent = (choice, signals) => {
    if (signals) {
      const told = { ...settings.signals, ...signals };
      // Nobody can knowingly override a signal that is not there.
      if (signals.override_gpc) told.override_gpc = hasGpc ? Date.now() : undefined;
      keep(told);
    }
    consent(choice);
  };
  poll(look);
};
