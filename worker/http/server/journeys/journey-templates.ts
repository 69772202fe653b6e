import { JOURNEY_TEMPLATES } from "../../../domain/journey/templates/journey-templates.ts";
import type { HttpContext } from "../../context.ts";

/** `GET /v1/journey-templates`: the same for everybody, so it needs no key. */
export const listJourneyTemplates = (c: HttpContext): Response => c.json({ templates: JOURNEY_TEMPLATES });
