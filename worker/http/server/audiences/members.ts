import type { HttpContext } from "../../context.ts";
import { openSiteWithKey } from "../../context.ts";
import { answerExport } from "../../export/answer-export.ts";
import { askedExport } from "../../export/asked-export.ts";
import { planExport } from "../../export/export-plan.ts";

/** `GET /audiences/{id}/members`: all members, or with `since` the entries and exits after a cursor. */
export const exportMembers = async (c: HttpContext): Promise<Response> => {
  const site = await openSiteWithKey(c, "export");
  const asked = askedExport(c, site);
  return answerExport(c, site, asked, await planExport(c, site, asked));
};
