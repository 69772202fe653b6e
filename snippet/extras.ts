import type { HearPage } from "./chunk.ts";
import { hearDataLayer } from "./data-layer.ts";
import { hearForms } from "./forms.ts";
import { hearHistory } from "./history.ts";
import { signUp } from "./sign-up/sign-up.ts";

export interface Extras {
  default: HearPage;
  signUp: typeof signUp;
}

let isHearing = false;
let isFollowing = false;

/** The chunk: called again whenever the page may have changed. Forms alone are heard of whoever allows no history. */
const hearPage: HearPage = (verbs, follow) => {
  if (!isHearing) hearForms(verbs);
  isHearing = true;
  if (!follow) return;
  if (!isFollowing) hearHistory(follow);
  isFollowing = true;
  hearDataLayer(verbs);
};

export default hearPage;
export { signUp };
