import type { Core } from "./chunk.ts";
import { hearDataLayer } from "./data-layer.ts";
import { hearForms } from "./forms.ts";
import { hearHistory } from "./history.ts";

let isStarted = false;

/** The chunk: called again whenever the page may have changed. */
export default (core: Core): void => {
  if (!isStarted) {
    hearForms(core);
    hearHistory(core);
  }
  isStarted = true;
  hearDataLayer(core);
};
