import { type AudienceTemplate, templateDefinition } from "./audience-template.ts";

const newVisitors = (days: number): AudienceTemplate => ({
  id: `new-visitors-${days}-days`,
  name: `New visitors, ${days} days`,
  about: `Anonymous visitors in the ${days} days after they first came.`,
  definition: templateDefinition(`New visitors, ${days} days`, {
    of: "visitors",
    include: { profile: "days_since_first_visit", op: "lt", value: days },
  }),
});

/** The usual lengths of a retargeting campaign. */
export const NEW_VISITOR_TEMPLATES: readonly AudienceTemplate[] = [7, 14, 30].map(newVisitors);
