import { PLACEMENTS_PER_DECISION_MAX } from "../../schemas/limits.ts";
import type { ConsentStamp } from "../../schemas/consent.ts";
import type { SnippetSettings } from "../../schemas/snippet-settings.ts";
import { poll } from "../poll.ts";
import type { Rare } from "./rare.ts";
import type { Show, Shown } from "./show.ts";
import { decide, untilTold } from "./question.ts";

/** The visitor's choices where they allow ads right now. */
export type MayServe = () => ConsentStamp | false | undefined;
export type FillPlacements = (settings: SnippetSettings, mayServe: MayServe) => void;

/** Where the chunks are that show creatives, and that have what few creatives have; the build fills them in. */
declare const $SHOW: string;
declare const $RARE: string;
declare const window: { halley: (verb: "state", subscriber: (view: object) => void) => void };

/** What the server takes as a name: another would spoil the question for all. */
const NAME = /^[a-z\d-]{1,64}$/;
/** Elements come in numbers, and are asked for together. */
const GATHER_MS = 100;

interface Placement extends Shown {
  name: string;
}

/** `data-halley-size="300x250"` keeps the room before it is known what comes. */
const keepRoom = ({ dataset: { halleySize }, style }: HTMLElement): void => {
  if (halleySize) {
    const [width, height] = halleySize.split("x");
    style.maxWidth = `${width}px`;
    style.minHeight = `${height}px`;
  }
};

const fillPlacements: FillPlacements = (settings, mayServe) => {
  /** What was asked for and is still there. What comes back is asked for anew. */
  let asked: Placement[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (placements: Placement[]): Promise<void> => {
    await untilTold(settings);
    const isUntold = settings.told === 0;
    try {
      await fill(placements);
    } finally {
      // The server may not know of this visitor yet, or of the grant. The core tries again, and so does the question.
      if (isUntold) poll(() => settings.told && again(placements));
    }
  };

  /** Asks once more for what nothing came for. */
  const again = (placements: Placement[]): true => {
    asked = asked.filter((placement) => placement.takeDown || !placements.includes(placement));
    look();
    return true;
  };

  const fill = async (placements: Placement[]): Promise<void> => {
    const consent = mayServe();
    if (!consent) return;
    const { decisions } = await decide({
      placements: placements.map(({ name }) => name),
      consent,
      signals: settings.signals,
    });
    const all = decisions.filter((decision) => "reservation" in decision);
    if (all[0]) {
      const [{ default: show }, rare] = (await Promise.all([
        import($SHOW),
        all.some(({ closable, content }) => closable || content.kind === "html") && import($RARE),
      ])) as [{ default: Show }, { default: Rare }];
      for (const served of all) {
        // What has left, or may not be shown any more, is nowhere to be shown.
        const placement = placements.find(({ name }) => name === served.placement);
        show(mayServe() && asked.includes(placement!) ? placement : undefined, served, rare.default);
      }
    }
    look();
  };

  /** Lets go of what left the page, and asks for what is new; a page that is left lets go of all. */
  const look = (event?: { type?: string }): void => {
    timer = undefined;
    const isServing = event?.type !== "pagehide" && mayServe();
    asked = asked.filter(({ host, takeDown }) => {
      const stays = isServing && host.isConnected;
      if (!stays) takeDown?.();
      return stays;
    });
    if (!isServing) return;
    const placements: Placement[] = [];
    for (const host of document.querySelectorAll<HTMLElement>("[data-halley-placement]")) {
      const name = host.dataset["halleyPlacement"]!;
      if (
        placements.length === PLACEMENTS_PER_DECISION_MAX ||
        !NAME.test(name) ||
        asked.some((placement) => placement.name === name)
      )
        continue;
      keepRoom(host);
      const placement = { name, host };
      placements.push(placement);
      asked.push(placement);
    }
    // Without an answer the page's own content stays.
    if (placements[0]) ask(placements).catch(() => {});
  };

  window.halley("state", look);
  new MutationObserver(() => (timer ??= setTimeout(look, GATHER_MS))).observe(document, {
    childList: true,
    subtree: true,
  });
  addEventListener("pagehide", look);
  addEventListener("pageshow", look);
};
export default fillPlacements;
