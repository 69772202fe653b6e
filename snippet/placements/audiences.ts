import type { HandedAudiences, SnippetSettings } from "../../schemas/snippet-settings.ts";
import { decide, untilTold } from "./question.ts";
import type { MayServe } from "./placements.ts";

export type TakeAudiences = (audiences: HandedAudiences) => void;

const handed = (audiences: string[]): HandedAudiences => ({
  audiences,
  ortb2: { user: { data: [{ name: location.hostname, segment: audiences.map((id) => ({ id })) }] } },
});

/** Hands the visitor's audiences to the ad stack of a page. Without consent nothing is asked, and there is none. */
const handAudiences = async (
  settings: SnippetSettings,
  mayServe: MayServe,
  take: TakeAudiences,
): Promise<void> => {
  if (mayServe()) await untilTold(settings);
  // Asked with its own answer, because the build writes literal booleans as numbers.
  const audiences = !!mayServe();
  const { audiences: named = [] } = audiences ? await decide({ audiences, signals: settings.signals }) : {};
  take(handed(named));
};
export default handAudiences;
