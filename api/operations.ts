import type { Operation } from "./operation.ts";
import { AUDIENCES } from "./operations/audiences.ts";
import { AUDIT, KEYS } from "./operations/audit.ts";
import { BROWSER } from "./operations/browser.ts";
import { CAMPAIGNS, JOURNEYS } from "./operations/campaigns.ts";
import { CHANNELS } from "./operations/channels.ts";
import { DATA_DELETION } from "./operations/data-deletion.ts";
import { DESTINATIONS } from "./operations/destinations.ts";
import { EVENTS } from "./operations/events.ts";
import { EXPORTS } from "./operations/exports.ts";
import { CONSENT, PRIVACY } from "./operations/privacy.ts";
import { PROFILES } from "./operations/profiles.ts";
import { SITES } from "./operations/sites.ts";

/** Every route, by its operation id. */
export const OPERATIONS = {
  ...SITES,
  ...EVENTS,
  ...PROFILES,
  ...AUDIENCES,
  ...EXPORTS,
  ...CAMPAIGNS,
  ...JOURNEYS,
  ...CHANNELS,
  ...DESTINATIONS,
  ...CONSENT,
  ...PRIVACY,
  ...DATA_DELETION,
  ...AUDIT,
  ...KEYS,
  ...BROWSER,
};
export type OperationId = keyof typeof OPERATIONS;

/** The same as a list. */
export const listOperations = (): (Operation & { readonly id: OperationId })[] =>
  (Object.entries(OPERATIONS) as [OperationId, Operation][]).map(([id, described]) => ({ ...described, id }));

/** Routes of servers, below a site. */
export const isSiteRoute = ({ path }: Operation): boolean => path.startsWith("/v1/sites/{site}");
