import { siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { Refusal } from "../../refusal.ts";
import { answerChanged } from "./consent-rules.ts";

/** `POST /consent/rules/pending/{id}/approve`, by another key than the one that proposed the change. */
export const approveConsentRules = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "consent");
  const approval = await siteObject(c.env, snapshot.id).approveRegionRules(c.req.param("id") ?? "", actor);
  if (approval.kind === "own") throw new Refusal("approver_same");
  if (approval.kind === "outdated") throw new Refusal("conflict");
  if (approval.kind !== "done") throw new Refusal("change_unknown");
  return answerChanged(c, approval.snapshot);
};

/** `DELETE /consent/rules/pending/{id}`, by any key of the scope. */
export const withdrawConsentRules = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "consent");
  const written = await siteObject(c.env, snapshot.id).withdrawRegionRules(c.req.param("id") ?? "", actor);
  if (written.kind !== "done") throw new Refusal("change_unknown");
  rememberSite(written.snapshot);
  return c.body(null, 204);
};
