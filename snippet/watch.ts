import { watchCart } from "./cart/watch.ts";
import { watchPlacements } from "./placements/watch.ts";
import { watchPush } from "./push/watch.ts";
import { settings } from "./settings.ts";
import { watchSignUps } from "./sign-up/watch.ts";
import { watchTools } from "./signals/watch.ts";

declare const window: { halley: { s?: number } };

/**
 * The line behind the core: watches for what only some pages have, and loads what that needs. It shares the core's
 * settings and costs it no byte.
 */
if (!window.halley.s && settings.verbs) {
  window.halley.s = 1;
  watchTools(settings.verbs);
  watchPlacements(settings.verbs);
  watchPush(settings.verbs);
  watchSignUps(settings.verbs);
  watchCart(settings.verbs);
}
