import { ABANDONMENT_TEMPLATES } from "./abandonment.ts";
import { CUSTOMER_TEMPLATES } from "./customers.ts";
import type { JourneyTemplate } from "./journey-template.ts";
import { SIGN_UP_TEMPLATES } from "./sign-up.ts";

/** Body of `GET /v1/journey-templates`, `templates`. */
export const JOURNEY_TEMPLATES: readonly JourneyTemplate[] = [
  ...SIGN_UP_TEMPLATES,
  ...ABANDONMENT_TEMPLATES,
  ...CUSTOMER_TEMPLATES,
];
