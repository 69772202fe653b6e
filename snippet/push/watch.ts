import type { ConsentView, SnippetVerbs } from "../../schemas/snippet-settings.ts";
import { goWithout } from "../go-without.ts";
import { loadFile } from "../load-file.ts";
import { base, settings } from "../settings.ts";
import type { PushChunk } from "./push.ts";

/** Served name of what subscribes to push messages with the hash of its content; the build fills it in. */
declare const $PUSH: string;

declare const window: { halley: (verb: "state", subscriber: (view: ConsentView) => void) => void };

/** Loads what subscribes when it is called for, and what unsubscribes where push messages were allowed and no longer are. */
export const watchPush = (verbs: SnippetVerbs): void => {
  verbs.push = (...call) => loadFile($PUSH, (chunk: PushChunk) => chunk.default(settings, call));
  window.halley("state", ({ consent }) => {
    if (consent.push_marketing === "denied") {
      navigator.serviceWorker
        // It may be the shop's own: what is loaded finds out.
        ?.getRegistration(`${base}/`)
        .then((found) => found && loadFile($PUSH, (chunk: PushChunk) => chunk.leave()))
        .catch(goWithout);
    }
  });
};
