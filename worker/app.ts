import { Hono } from "hono";
import { collect, preflight } from "./http/browser/collect.ts";
import { confirm, decide } from "./http/browser/decide.ts";
import { keepSubscription, serveServiceWorker } from "./http/browser/push.ts";
import { serveChunk, serveSnippet, type SnippetBundle } from "./http/browser/snippet.ts";
import { confirmAddress, showConfirmation } from "./http/confirmation-page/confirmation-page.ts";
import type { HttpEnv } from "./http/context.ts";
import { hearDeletionRequest } from "./http/data-deletion/hear-request.ts";
import { publishAtRoot, publishForSite } from "./http/data-deletion/publish.ts";
import { hearProvider } from "./http/feedback/hear-provider.ts";
import { declareGlobalPrivacyControl } from "./http/browser/global-privacy-control.ts";
import { healthz, readyz } from "./http/health.ts";
import { answerError } from "./http/answer-error.ts";
import { problemResponse, Refusal } from "./http/refusal.ts";
import { followLink } from "./http/message/follow-link.ts";
import { loadPicture } from "./http/message/load-picture.ts";
import { changePreferences, showPreferences } from "./http/message/preference-page.ts";
import { recoverCart } from "./http/message/recover-cart.ts";
import { type ApiReference, serveOpenapi, servePage } from "./http/reference.ts";
import { RememberingRouter } from "./http/remembering-router.ts";
import { getAudienceSchema } from "./http/server/audiences/audience-schema.ts";
import {
  exportCheckpoint,
  listAudit,
  verifyAgainstCheckpoint,
  verifyAudit,
} from "./http/server/audit/audit.ts";
import { listAudienceTemplates } from "./http/server/audiences/audience-templates.ts";
import {
  deleteAudience,
  getAudience,
  listAudiences,
  putAudience,
} from "./http/server/audiences/audiences.ts";
import {
  deleteCampaign,
  getCampaign,
  listCampaigns,
  putCampaign,
} from "./http/server/campaigns/campaigns.ts";
import { deleteChannel, getChannel, listChannels, putChannel } from "./http/server/channels/channels.ts";
import { testDestination } from "./http/server/destinations/test-destination.ts";
import { testChannel } from "./http/server/channels/test-channel.ts";
import { reportCampaign } from "./http/server/campaigns/campaign-report.ts";
import { moveClock } from "./http/server/sites/clock.ts";
import { readConsentLog, readConsentReceipt } from "./http/server/consent/consent-log.ts";
import { getConsentRules, putConsentRules } from "./http/server/consent/consent-rules.ts";
import { confirmForServer, decideForServer } from "./http/server/campaigns/decide.ts";
import {
  listDeadLetters,
  listUndelivered,
  replayDeadLetters,
  replayUndelivered,
} from "./http/server/channels/dead-letters.ts";
import { reportDestination } from "./http/server/destinations/destination-report.ts";
import {
  deleteDestination,
  getDestination,
  listDestinations,
  putDestination,
} from "./http/server/destinations/destinations.ts";
import { importAudience } from "./http/server/audiences/import-audience.ts";
import { readInbox } from "./http/server/channels/inbox.ts";
import { ingest } from "./http/server/events/ingest.ts";
import { listJourneyTemplates } from "./http/server/journeys/journey-templates.ts";
import { reportJourney } from "./http/server/journeys/journey-report.ts";
import { deleteJourney, getJourney, listJourneys, putJourney } from "./http/server/journeys/journeys.ts";
import { createKey, deleteKey, listKeys, rotateKey } from "./http/server/sites/keys.ts";
import { mergeContacts, unmergeContacts } from "./http/server/profiles/merges.ts";
import { listExports } from "./http/server/audit/exports.ts";
import { exportMembers } from "./http/server/audiences/members.ts";
import { approveConsentRules, withdrawConsentRules } from "./http/server/consent/pending-rules.ts";
import {
  explainProfile,
  getProfile,
  getProfileAudiences,
  lookupProfile,
  putBotMark,
} from "./http/server/profiles/profiles.ts";
import { accessPrivacy, erasePrivacy, getReceipt } from "./http/server/privacy/privacy.ts";
import { previewConsentRules } from "./http/server/consent/preview-consent-rules.ts";
import { previewAudience } from "./http/server/audiences/preview-audience.ts";
import { previewMessage } from "./http/server/channels/preview-message.ts";
import { getRetention } from "./http/server/privacy/retention.ts";
import { getSite, putSite } from "./http/server/sites/sites.ts";
import { getUsage } from "./http/server/sites/usage.ts";
import { actOnVisitorPage, showVisitorPage } from "./http/visitor-page/visitor-page.ts";

const METHODS = ["GET", "POST", "PUT", "DELETE", "OPTIONS"];

/** What of the path there is, where it is there for other methods only. */
const answerMissing = (methods: readonly string[]): Response => {
  if (methods.length === 0) return problemResponse(new Refusal("route_unknown"));
  const response = problemResponse(new Refusal("method_not_allowed"));
  // RFC 9110 §15.5.6. Whatever answers GET answers HEAD.
  response.headers.set(
    "allow",
    methods.map((method) => (method === "GET" ? "GET, HEAD" : method)).join(", "),
  );
  return response;
};

/** Every route on one screen. */
export const createApp = (
  bundle: SnippetBundle,
  freeMailDomains: ReadonlySet<string>,
  reference: ApiReference,
): Hono<HttpEnv> => {
  const app = new Hono<HttpEnv>({ router: new RememberingRouter() });
  app.onError(answerError);
  app.notFound((c) =>
    answerMissing(METHODS.filter((method) => app.router.match(method, c.req.path)[0].length > 0)),
  );

  app.get("/healthz", healthz);
  app.get("/readyz", readyz);
  app.get("/.well-known/gpc.json", declareGlobalPrivacyControl);
  app.get("/dsrdelete.json", publishAtRoot);

  app.get("/h/:site{[a-z0-9-]+\\.js}", (c) => serveSnippet(c, bundle));
  app.post("/h/:site/e", (c) => collect(c, freeMailDomains));
  app.post("/h/:site/d", decide);
  app.post("/h/:site/c", confirm);
  app.post("/h/:site/s", keepSubscription);
  app.post("/h/:site/f/:channel", hearProvider);
  for (const route of ["e", "d", "c", "s"]) app.options(`/h/:site/${route}`, preflight);
  app.get("/h/:site/:chunk{[a-z]-[0-9a-f]{8}\\.js}", (c) => serveChunk(c.req.param("chunk"), bundle));

  app.get("/h/:site/l/:token", followLink);
  app.get("/h/:site/o/:token", loadPicture);
  app.get("/h/:site/r/:token", recoverCart);
  app.get("/h/:site/u/:token", showPreferences);
  app.post("/h/:site/u/:token", changePreferences);
  app.get("/h/:site/sw.js", (c) => serveServiceWorker(c, bundle));

  app.get("/h/:site/p", showVisitorPage);
  app.post("/h/:site/p", actOnVisitorPage);

  app.get("/h/:site/dsrdelete.json", publishForSite);
  app.post("/h/:site/dsr", hearDeletionRequest);

  app.get("/h/:site/v/:token", showConfirmation);
  app.post("/h/:site/v/:token", confirmAddress);

  app.get("/openapi.json", (c) => serveOpenapi(c, reference));
  app.get("/docs", (c) => servePage(c, reference));
  app.get("/schemas/audience.json", getAudienceSchema);
  app.get("/v1/audience-templates", listAudienceTemplates);
  app.get("/v1/journey-templates", listJourneyTemplates);

  app.post("/v1/clock", moveClock);
  app.put("/v1/sites/:site", putSite);
  app.get("/v1/sites/:site", getSite);
  app.get("/v1/sites/:site/usage", getUsage);
  app.post("/v1/sites/:site/events", (c) => ingest(c, freeMailDomains));
  app.post("/v1/sites/:site/decide", decideForServer);
  app.post("/v1/sites/:site/confirm", confirmForServer);
  app.get("/v1/sites/:site/profiles/lookup", lookupProfile);
  app.get("/v1/sites/:site/profiles/:id", getProfile);
  app.get("/v1/sites/:site/profiles/:id/audiences", getProfileAudiences);
  app.get("/v1/sites/:site/profiles/:id/explain", explainProfile);
  app.put("/v1/sites/:site/profiles/:id/bot", putBotMark);
  app.post("/v1/sites/:site/contacts/merge", mergeContacts);
  app.delete("/v1/sites/:site/contacts/merges/:merge", unmergeContacts);
  app.get("/v1/sites/:site/audiences", listAudiences);
  app.post("/v1/sites/:site/audiences/import", importAudience);
  app.get("/v1/sites/:site/audiences/:id", getAudience);
  app.put("/v1/sites/:site/audiences/:id", putAudience);
  app.delete("/v1/sites/:site/audiences/:id", deleteAudience);
  app.post("/v1/sites/:site/audiences/:id/preview", previewAudience);
  app.get("/v1/sites/:site/audiences/:id/members", exportMembers);
  app.get("/v1/sites/:site/channels", listChannels);
  app.get("/v1/sites/:site/channels/:id", getChannel);
  app.put("/v1/sites/:site/channels/:id", putChannel);
  app.delete("/v1/sites/:site/channels/:id", deleteChannel);
  app.post("/v1/sites/:site/channels/:id/test", testChannel);
  app.get("/v1/sites/:site/channels/:id/dead-letters", listDeadLetters);
  app.post("/v1/sites/:site/channels/:id/dead-letters/replay", replayDeadLetters);
  app.get("/v1/sites/:site/destinations", listDestinations);
  app.get("/v1/sites/:site/destinations/:id", getDestination);
  app.put("/v1/sites/:site/destinations/:id", putDestination);
  app.delete("/v1/sites/:site/destinations/:id", deleteDestination);
  app.get("/v1/sites/:site/destinations/:id/report", reportDestination);
  app.post("/v1/sites/:site/destinations/:id/test", testDestination);
  app.get("/v1/sites/:site/destinations/:id/dead-letters", listUndelivered);
  app.post("/v1/sites/:site/destinations/:id/dead-letters/replay", replayUndelivered);
  app.post("/v1/sites/:site/messages/preview", previewMessage);
  app.get("/v1/sites/:site/inbox", readInbox);
  app.get("/v1/sites/:site/campaigns", listCampaigns);
  app.get("/v1/sites/:site/campaigns/:id/report", reportCampaign);
  app.get("/v1/sites/:site/campaigns/:id", getCampaign);
  app.put("/v1/sites/:site/campaigns/:id", putCampaign);
  app.delete("/v1/sites/:site/campaigns/:id", deleteCampaign);
  app.get("/v1/sites/:site/journeys", listJourneys);
  app.get("/v1/sites/:site/journeys/:id/report", reportJourney);
  app.get("/v1/sites/:site/journeys/:id", getJourney);
  app.put("/v1/sites/:site/journeys/:id", putJourney);
  app.delete("/v1/sites/:site/journeys/:id", deleteJourney);
  app.get("/v1/sites/:site/consent/rules", getConsentRules);
  app.put("/v1/sites/:site/consent/rules", putConsentRules);
  app.get("/v1/sites/:site/consent/log", readConsentLog);
  app.get("/v1/sites/:site/consent/receipt", readConsentReceipt);
  app.get("/v1/sites/:site/exports", listExports);
  app.get("/v1/sites/:site/audit", listAudit);
  app.get("/v1/sites/:site/audit/checkpoint", exportCheckpoint);
  app.get("/v1/sites/:site/audit/verify", verifyAudit);
  app.post("/v1/sites/:site/audit/verify", verifyAgainstCheckpoint);
  app.post("/v1/sites/:site/privacy/access", accessPrivacy);
  app.post("/v1/sites/:site/privacy/erase", erasePrivacy);
  app.get("/v1/sites/:site/privacy/receipts/:receipt", getReceipt);
  app.post("/v1/sites/:site/consent/rules/preview", previewConsentRules);
  app.post("/v1/sites/:site/consent/rules/pending/:id/approve", approveConsentRules);
  app.delete("/v1/sites/:site/consent/rules/pending/:id", withdrawConsentRules);
  app.get("/v1/sites/:site/privacy/retention", getRetention);
  app.post("/v1/sites/:site/keys", createKey);
  app.get("/v1/sites/:site/keys", listKeys);
  app.post("/v1/sites/:site/keys/:id/rotate", rotateKey);
  app.delete("/v1/sites/:site/keys/:id", deleteKey);
  return app;
};
