import { AUDIENCE_TEMPLATES } from "../../../domain/audience/templates/audience-templates.ts";
import type { HttpContext } from "../../context.ts";

/** `GET /v1/audience-templates`: the same for everybody, so it needs no key. */
export const listAudienceTemplates = (c: HttpContext): Response => c.json({ templates: AUDIENCE_TEMPLATES });
