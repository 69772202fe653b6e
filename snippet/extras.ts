import type { HearPage } from "./chunk.ts";
import { hearDataLayer } from "./data-layer.ts";
import { hearForms } from "./forms.ts";
import { hearHistory } from "./history.ts";

let isStarted = false;

/** The chunk: called again whenever the page may have changed. */
const hearPage: HearPage = (verbs, follow) => {
  if (!isStarted) {
    hearForms(verbs);
    hearHistory(follow);
  }
  isStarted = true;
  hearDataLayer(verbs);
};

export default hearPage;
