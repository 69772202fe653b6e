import type { ConsentSignals } from "../../schemas/consent-signals.ts";
import type { ConsentStamp, Purpose } from "../../schemas/consent.ts";
import type { BannerWords } from "../../schemas/notice/notice-words.ts";
import type { ConsentView } from "../../schemas/snippet-settings.ts";
import { make } from "./element.ts";

/** In the language of this file; the build fills both in. */
declare const $WORDS: BannerWords;
declare const $LANGUAGE: string;
export const words = $WORDS;

/** What is chosen together, in the order of the page. */
const GROUPS: [keyof Pick<BannerWords, "statistics" | "advertising" | "platforms">, Purpose[]][] = [
  ["statistics", ["analytics_storage"]],
  ["advertising", ["ad_storage"]],
  ["platforms", ["ad_user_data", "ad_personalization"]],
];
const isForAds = (purpose: Purpose): boolean => purpose.includes("ad_");

export interface PanelOptions {
  policy: string | null;
  /** Address of the visitor's own page. */
  page: string;
  /** The browser sends Global Privacy Control, and it is honoured here. */
  isSignalled: boolean;
  /** The visitor opened it and may close it without a choice. */
  isClosable: boolean;
  decide: (choice: ConsentStamp, signals: ConsentSignals) => void;
  close: () => void;
}

const button = (text: string, onclick: () => void, className = ""): HTMLButtonElement =>
  make("button", { type: "button", className, onclick }, text);

/** The banner: one click to accept, one of the same kind to refuse, and a second layer with a switch for each group. */
export const makePanel = (view: ConsentView, options: PanelOptions): HTMLElement => {
  const { isSignalled, isClosable, decide, close } = options;
  /** Unless the visitor overrode it before. */
  const isHonoured = isSignalled && !view.granted.some(isForAds);

  const settle = (isGranted: (purpose: Purpose) => unknown): void => {
    const purposes = GROUPS.flatMap(([, group]) => group);
    const choice = purposes.map((purpose) => [purpose, isGranted(purpose) ? "granted" : "denied"]);
    const isOver = isSignalled && purposes.some((purpose) => isForAds(purpose) && isGranted(purpose));
    decide(Object.fromEntries(choice) as ConsentStamp, { override_gpc: isOver || undefined });
  };

  const switches = GROUPS.map(([name, purposes], index) => {
    const { title, text } = words[name];
    const input = make("input", {
      type: "checkbox",
      // Nothing is ticked in advance where a yes has to be given.
      checked: !view.ask && purposes.every((purpose) => view.granted.includes(purpose)),
      "aria-describedby": `d${index}${isHonoured && index ? " o" : ""}`,
    });
    const label = make("label", {}, input, make("b", {}, title));
    return { purposes, input, row: make("div", {}, label, make("p", { id: `d${index}` }, text)) };
  });

  const layer = make(
    "fieldset",
    { hidden: true },
    make("legend", { className: "unseen" }, words.label),
    ...switches.map(({ row }) => row),
    ...(isHonoured ? [make("p", { id: "o", className: "note" }, words.override)] : []),
  );
  const save = button(
    words.save,
    () => settle((purpose) => switches.some((one) => one.purposes.includes(purpose) && one.input.checked)),
    "quiet",
  );
  save.hidden = true;
  const choose = button(
    words.choose,
    () => {
      layer.hidden = save.hidden = false;
      choose.hidden = true;
      switches[0]!.input.focus();
    },
    "quiet",
  );

  return make(
    "section",
    {
      className: "panel",
      lang: $LANGUAGE,
      dir: "ltr",
      role: "region",
      "aria-label": words.label,
      onkeydown: ({ key }: KeyboardEvent) => {
        if (key === "Escape" && isClosable) close();
      },
    },
    make("h2", { tabIndex: -1 }, words.title),
    make("p", {}, words.text),
    ...(isHonoured ? [make("p", { className: "note" }, words.honoured)] : []),
    layer,
    make(
      "div",
      { className: "buttons" },
      button(words.accept, () => settle((purpose) => !isHonoured || !isForAds(purpose))),
      button(words.refuse, () => settle(() => false)),
      choose,
      save,
      ...(isClosable ? [button(words.close, close, "quiet")] : []),
    ),
    make(
      "p",
      { className: "links" },
      make("a", { href: `${options.page}?lang=${$LANGUAGE}` }, words.page),
      ...(options.policy ? [make("a", { href: options.policy }, words.policy)] : []),
    ),
  );
};
