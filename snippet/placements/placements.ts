import { PLACEMENTS_PER_DECISION_MAX } from "../../schemas/limits.ts";
import type { DecideAnswer, Served } from "../../schemas/decide.ts";
import type { ConsentView, SnippetSettings } from "../../schemas/snippet-settings.ts";
import { handAudiences } from "./audiences.ts";
import { show, type TakeDown } from "./show.ts";
import { confirm, decide } from "./wire.ts";

/** Hands over the settings, and whether the visitor allows ads right now. */
export type FillPlacements = (settings: SnippetSettings, mayServe: () => boolean) => void;

export interface PlacementsChunk {
  default: FillPlacements;
  handAudiences: typeof handAudiences;
}

declare const window: { halley: (verb: "state", subscriber: (view: ConsentView) => void) => void };

/** What the server takes as a name: another would spoil the question for all. */
const NAME = /^[a-z\d-]{1,64}$/;
/** Elements come in numbers, and are asked for together. */
const GATHER_MS = 100;

interface Placement {
  host: HTMLElement;
  /** Takes down what is shown there. */
  takeDown?: TakeDown;
}

/** `data-halley-size="300x250"` keeps the room before it is known what comes. */
const keepRoom = ({ dataset: { halleySize }, style }: HTMLElement): void => {
  if (halleySize) {
    const sides = halleySize.split("x").map((side) => `${side}px`);
    [style.maxWidth, style.minHeight] = sides as [string, string];
  }
};

const fillPlacements: FillPlacements = (settings, mayServe) => {
  /** What was asked for, by name. When all is asked for anew there is another, so that late answers are known. */
  let asked = new Map<string, Placement>();
  let view: ConsentView;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const clear = (): void => {
    for (const { takeDown } of asked.values()) takeDown?.();
    asked = new Map();
  };

  const place = (placement: Placement | undefined, served: Served): void => {
    try {
      // Two may have asked by one name, one after the other.
      placement!.takeDown?.();
      placement!.takeDown = show(placement!.host, served);
    } catch {
      // It has left, it is no element that can have a shadow tree, or the address is not one of the web.
      void confirm({ reservation: served.reservation, state: "released" });
    }
  };

  const ask = async (placements: string[]): Promise<void> => {
    const own = asked;
    const response = await decide({
      placements,
      consent: view.consent,
      signals: settings.signals,
    });
    const { decisions } = (await response.json()) as DecideAnswer;
    for (const decision of decisions) {
      const isLate = own !== asked || !mayServe();
      if ("reservation" in decision) place(isLate ? undefined : own.get(decision.placement), decision);
    }
    look();
  };

  /** Lets go of what left the page, and asks for what is new. */
  const look = (): void => {
    timer = undefined;
    if (!mayServe()) {
      clear();
      return;
    }
    for (const [name, { host, takeDown }] of asked) {
      if (host.isConnected) continue;
      takeDown?.();
      asked.delete(name);
    }
    const names: string[] = [];
    for (const host of document.querySelectorAll<HTMLElement>("[data-halley-placement]")) {
      const name = host.dataset["halleyPlacement"]!;
      if (asked.has(name) || !NAME.test(name) || names.length === PLACEMENTS_PER_DECISION_MAX) continue;
      keepRoom(host);
      names.push(name);
      asked.set(name, { host });
    }
    // Without an answer the page's own content stays.
    if (names[0]) ask(names).catch(() => {});
  };

  window.halley("state", (next) => {
    view = next;
    look();
  });
  new MutationObserver(() => (timer ??= setTimeout(look, GATHER_MS))).observe(document, {
    childList: true,
    subtree: true,
  });
  addEventListener("pagehide", clear);
  addEventListener("pageshow", ({ persisted }) => persisted && look());
};
export default fillPlacements;
export { handAudiences };
