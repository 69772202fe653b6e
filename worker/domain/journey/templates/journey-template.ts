import type { AudienceDefinition, Rule } from "../../../../schemas/audience.ts";
import type { Medium } from "../../../../schemas/channel-medium.ts";
import type { JourneyInput, Step } from "../../../../schemas/journey.ts";
import type { TemplateParameter } from "../../audience/templates/audience-template.ts";

/** A journey to start from: its audiences and channels are saved first, then the definition to `PUT /journeys/{id}`. */
export interface JourneyTemplate {
  /** Also a good id for the journey. */
  readonly id: string;
  readonly name: string;
  /** What it does, for whom, and which events of the shop it rests on. */
  readonly about: string;
  /** Audiences that it names: each for `PUT /audiences/{id}`. */
  readonly audiences: readonly { readonly id: string; readonly definition: AudienceDefinition }[];
  /** Ids of the channels that it sends through, and what they must reach people by. */
  readonly channels: Readonly<Record<string, Medium>>;
  /** A draft: nobody enters before its status is `live`. */
  readonly definition: JourneyInput;
  /** Places in this template, not only in its definition, that hold examples. Left out where nothing has to be set. */
  readonly parameters?: readonly TemplateParameter[];
}

/** Nobody is written to at night. */
const AT_NIGHT = { from: "21:00", to: "08:00" } as const;

/** What a template says beside what most have: mails alone, none at night, and no audience of its own. */
type Said = Pick<JourneyTemplate, "id" | "name" | "about"> &
  Partial<Pick<JourneyTemplate, "audiences" | "channels" | "parameters">> & {
    readonly definition: Omit<JourneyInput, "name" | "status">;
  };

export const journeyTemplate = ({ definition, ...said }: Said): JourneyTemplate => ({
  audiences: [],
  channels: { email: "email" },
  ...said,
  definition: { name: said.name, status: "draft", quiet_hours: AT_NIGHT, ...definition },
});

/** The code of an offer, which a message promises in `html` and `text`. */
export const ownCode = (example: string, step: number): TemplateParameter => ({
  pointer: `/definition/steps/${step}/send`,
  about: `Set a code of your own in the place of ${example}, in html and text.`,
});

/** One mail a day from all journeys together that say so. */
export const ONE_MAIL_A_DAY = { scope: "channel", limit: 1, per: "24h" } as const;

/** One list of a branch. */
export const when = (rule: Rule, ...steps: Step[]): { if: Rule; then: Step[] } => ({
  if: rule,
  // oxlint-disable-next-line unicorn/no-thenable -- the field's name; nothing awaits it
  then: steps,
});
