import { EXPORT_LOG_PAGE_MAX } from "../../../../schemas/limits-export.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { askedNumber } from "../../query.ts";

/** `GET /exports?after=&limit=`: what left for whom, oldest first; `next` is the next `after`, null at the end. */
export const listExports = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "admin");
  const after = askedNumber(c, "after", { unasked: 0, min: 0, max: Number.MAX_SAFE_INTEGER });
  const limit = askedNumber(c, "limit", { unasked: EXPORT_LOG_PAGE_MAX, min: 1, max: EXPORT_LOG_PAGE_MAX });
  const exports = await siteObject(c.env, snapshot.id).exportLog(after, limit);
  return c.json({ exports, next: exports.length < limit ? null : (exports.at(-1)?.seq ?? null) });
};
