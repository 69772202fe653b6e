import type { DecideAnswer } from "../../schemas/decide.ts";
import type { HandedAudiences, SnippetSettings } from "../../schemas/snippet-settings.ts";
import { decide } from "./wire.ts";

const handed = (audiences: string[]): HandedAudiences => ({
  audiences,
  ortb2: { user: { data: [{ name: location.hostname, segment: audiences.map((id) => ({ id })) }] } },
});

/** Hands the visitor's audiences to the ad stack of a page. Without consent nothing is asked, and there is none. */
export const handAudiences = async (
  take: (audiences: HandedAudiences) => void,
  { signals }: SnippetSettings,
  mayServe: () => boolean,
): Promise<void> => {
  // Asked with its own answer, because the build writes literal booleans as numbers.
  const audiences = mayServe();
  if (!audiences) {
    take(handed([]));
    return;
  }
  const response = await decide({ audiences, signals });
  const answer = (await response.json()) as DecideAnswer;
  take(handed(answer.audiences!));
};
