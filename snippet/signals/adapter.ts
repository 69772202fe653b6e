import type { ConsentSignals, SignalSource } from "../../schemas/consent-signals.ts";
import type { ConsentStamp, Purpose } from "../../schemas/consent.ts";
import type { ConsentView, SnippetSettings } from "../../schemas/snippet-settings.ts";
import { wrap } from "../wrap.ts";
import { createConsentMode, SHARED } from "./google.ts";
import { gppSays } from "./gpp.ts";
import { tellGoogle } from "./tell-google.ts";
import { tcfStates } from "./tcf.ts";
import { type Command, isConsentCommand, page } from "./tools.ts";

/** What each tool said last. Kept, because tools repeat themselves on every page, and that is no choice. */
export type Said = Partial<Record<SignalSource, ConsentStamp>>;

/** What the watch hands over. */
export interface Shared {
  settings: SnippetSettings;
  /** Purposes that hold in this region while nobody has chosen. */
  granted: Purpose[];
  said: Said | undefined;
  keep: (signals: ConsentSignals | undefined, said?: Said) => void;
}
export type HearTools = (shared: Shared) => void;

declare const window: { halley: (verb: "state", subscriber: (view: ConsentView) => void) => void };

/** A new word of a tool, and whether the visitor has just given it. */
interface Word {
  source: SignalSource;
  states: ConsentStamp;
  isChosen?: boolean | undefined;
  /** The visitor took an opt-out back. */
  isBackIn?: boolean;
}

const hearTools: HearTools = ({ settings, granted, said: kept, keep }) => {
  const { hear, verbs } = settings;
  const mode = createConsentMode(hear.region);
  const said: Said = {};
  const isAwaited = { tcf: false, gpp: false };
  let known: Said = kept ?? {};
  let view: ConsentView | undefined;
  /** Words that came before the snippet had recalled what was chosen. */
  const early: Word[] = [];

  /** What nobody chose holds as the region and the page's own defaults have it, once every tool has spoken. */
  const release = (): void => {
    const isHeld = isAwaited.tcf || isAwaited.gpp;
    settings.granted = isHeld ? [] : granted.filter((purpose) => mode.before[purpose] !== "denied");
  };

  /** Of everything that was said the strictest; what only is repeated never loosens what was chosen here. */
  const weigh = ({ source, isChosen, isBackIn }: Partial<Word> = {}): void => {
    if (!view || !verbs) return;
    const { consent } = view;
    const before = source && known[source];
    const isNews = isChosen ?? (before && JSON.stringify(before) !== JSON.stringify(said[source]));
    const choice: ConsentStamp = {};
    for (const purpose of SHARED) {
      const words = new Set(Object.values(said).map((word) => word[purpose]));
      const mayLoosen = isNews || consent[purpose] !== "denied";
      const isBack = isBackIn && before?.[purpose] === "denied" && granted.includes(purpose);
      if (words.has("denied")) choice[purpose] = "denied";
      else if (mayLoosen && (isBack || words.has("granted"))) choice[purpose] = "granted";
    }
    if (source) keep(settings.signals, (known = { ...known, [source]: said[source] }));
    release();
    verbs.consent(choice);
    verbs.flush();
  };

  const speak = (word: Word, signal?: ConsentSignals): void => {
    said[word.source] = word.states;
    settings.signals = { ...settings.signals, ...signal };
    if (view) weigh(word);
    else early.push(word);
  };

  const hearTcf = (): void =>
    page.__tcfapi!("addEventListener", 2, (data, isOk) => {
      const { eventStatus, gdprApplies, tcString } = data;
      const isChosen = eventStatus === "useractioncomplete" || undefined;
      // `cmpuishown`: the visitor is being asked, and what was decided before stands.
      if (!isOk || gdprApplies === undefined || !(isChosen || eventStatus === "tcloaded" || !gdprApplies))
        return;
      isAwaited.tcf = false;
      if (gdprApplies)
        speak({ source: "tcf", states: tcfStates(data, hear.tcf), isChosen }, { tcf: tcString });
      else speak({ source: "tcf", states: {} }, { tcf: undefined });
    });

  const hearGpp = (): void =>
    page.__gpp!("addEventListener", ({ pingData }) => {
      if (pingData?.signalStatus !== "ready") return;
      isAwaited.gpp = false;
      const { states, isIn } = gppSays(pingData);
      const { gppString } = pingData;
      speak({ source: "gpp", states, isBackIn: isIn }, { gpp: gppString });
    });

  const own = new WeakSet();
  const hearCommands = (entries: unknown[]): void => {
    const commands = entries
      .map((entry) => Object(entry) as Command)
      .filter((entry) => isConsentCommand(entry) && !own.has(entry));
    if (!commands[0]) return;
    commands.map(mode.hear);
    const { before, update } = mode;
    settings.signals = { ...settings.signals, google: { default: before, update } };
    // A default alone is nobody's word.
    if (Object.keys(update)[0]) speak({ source: "google", states: { ...update } });
  };

  let wait = 250;
  const heard: Partial<Record<SignalSource, object>> = {};
  /** One tool may come after another, and a stub gives way to the tool, which may have lost who listened to it. */
  const look = (): void => {
    if (page.__tcfapi && page.__tcfapi !== heard.tcf) {
      isAwaited.tcf ||= !heard.tcf;
      heard.tcf = page.__tcfapi;
      hearTcf();
    }
    if (page.__gpp && page.__gpp !== heard.gpp) {
      isAwaited.gpp ||= !heard.gpp;
      heard.gpp = page.__gpp;
      hearGpp();
    }
    if (page.dataLayer && !heard.google && hear.google !== "ignore") {
      heard.google = page.dataLayer;
      hearCommands([...page.dataLayer]);
      wrap(page.dataLayer as unknown as { push: (...entries: never[]) => unknown }, "push", hearCommands);
    }
    release();
    setTimeout(look, (wait = Math.min(wait * 1.5, 2_000)));
  };

  const tell = hear.google === "set" ? tellGoogle(own) : undefined;
  look();
  window.halley("state", (next) => {
    view = next;
    for (const word of early.splice(0)) weigh(word);
    weigh();
    tell?.(view);
  });
};

export default hearTools;
