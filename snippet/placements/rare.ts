import { makeCloseButton } from "./close-button.ts";
import { makeFrame } from "./frame.ts";

/** The chunk: what few creatives have. */
const rare = { makeCloseButton, makeFrame };
export type Rare = typeof rare;
export default rare;
