import { ABANDONER_TEMPLATES } from "./abandoners.ts";
import { ACCOUNT_TEMPLATES } from "./accounts.ts";
import type { AudienceTemplate } from "./audience-template.ts";
import { BUYER_TEMPLATES } from "./buyers.ts";
import { NEW_VISITOR_TEMPLATES } from "./new-visitors.ts";
import { VIEWER_TEMPLATES } from "./viewers.ts";

/** Body of `GET /v1/audience-templates`, `templates`. */
export const AUDIENCE_TEMPLATES: readonly AudienceTemplate[] = [
  ...VIEWER_TEMPLATES,
  ...ABANDONER_TEMPLATES,
  ...BUYER_TEMPLATES,
  ...NEW_VISITOR_TEMPLATES,
  ...ACCOUNT_TEMPLATES,
];
