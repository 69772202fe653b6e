import type { AudienceDefinition } from "../../../../schemas/audience.ts";

/** A place in a template's definition that holds an example and wants the shop's own value. */
export interface TemplateParameter {
  /** RFC 6901, into the definition. */
  readonly pointer: string;
  /** What to put there. */
  readonly about: string;
}

/** A definition to start from: sent to `PUT /audiences/{id}` as it is, or after its parameters were set. */
export interface AudienceTemplate {
  /** Also a good id for the audience. */
  readonly id: string;
  readonly name: string;
  /** Who is in it, and who leaves it. */
  readonly about: string;
  readonly definition: AudienceDefinition;
  /** Left out where nothing has to be set. */
  readonly parameters?: readonly TemplateParameter[];
}

/** What a template's definition says beside its version, name and defaults. */
type Said = Pick<AudienceDefinition, "of" | "include"> & Partial<Pick<AudienceDefinition, "exclude">>;

export const templateDefinition = (name: string, said: Said): AudienceDefinition => ({
  v: 1,
  name,
  exclude: [],
  membership: { mode: "live" },
  ...said,
});
