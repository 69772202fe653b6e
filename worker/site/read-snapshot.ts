import type { AudienceDefinition } from "../../schemas/audience.ts";
import type { CampaignDefinition } from "../../schemas/campaign.ts";
import { PRIVACY_SETTINGS_DEFAULT } from "../../schemas/data-deletion.ts";
import { GUARD_SETTINGS_DEFAULT } from "../../schemas/guards.ts";
import type { JourneyDefinition } from "../../schemas/journey.ts";
import type { RegionRule } from "../../schemas/consent.ts";
import { QUOTA_SETTINGS_DEFAULT } from "../../schemas/quotas.ts";
import {
  API_SETTINGS_DEFAULT,
  AUDIENCE_SETTINGS_DEFAULT,
  CONSENT_SETTINGS_DEFAULT,
  IDENTITY_SETTINGS_DEFAULT,
  MESSAGING_SETTINGS_DEFAULT,
  type SiteConfiguration,
} from "../../schemas/site.ts";
import type { ShardLayout } from "../domain/identity/shard-layout.ts";
import type { Journey } from "../domain/journey/journey.ts";
import type {
  ChannelDocument,
  DestinationDocument,
  SiteSnapshot,
  StoredAudience,
  StoredCampaign,
  StoredChannel,
  StoredDestination,
} from "../domain/site-snapshot.ts";
import type { ConfigStore, DocumentKind, StoredDocument } from "./config-store.ts";
import type { KeyStore } from "./key-store.ts";
import type { MetaStore } from "./meta-store.ts";

/** Id of documents of which a site has one. */
export const ONLY = "-";

/** Until when a site takes no events, and whether it makes no new profiles: what its quotas came to. */
export const CLOSED_UNTIL = "closed_until";
export const IS_FULL = "is_full";

/** Settings that sites of earlier versions were saved without. */
const LATER_SETTINGS = {
  audiences: AUDIENCE_SETTINGS_DEFAULT,
  consent: CONSENT_SETTINGS_DEFAULT,
  messaging: MESSAGING_SETTINGS_DEFAULT,
  api: API_SETTINGS_DEFAULT,
  privacy: PRIVACY_SETTINGS_DEFAULT,
  guards: GUARD_SETTINGS_DEFAULT,
  quotas: QUOTA_SETTINGS_DEFAULT,
};

/** Identity had one setting at first. */
const configurationIn = (stored: SiteConfiguration): SiteConfiguration => ({
  ...LATER_SETTINGS,
  ...stored,
  identity: { ...IDENTITY_SETTINGS_DEFAULT, ...stored.identity },
});

export const storedAudience = ({ id, version, siteVersion, body }: StoredDocument): StoredAudience => ({
  id,
  version,
  changedIn: siteVersion,
  definition: JSON.parse(body) as AudienceDefinition,
});

/** Channels were saved like this when webhooks were the only ones. */
interface WebhookDocument {
  readonly kind: "webhook";
  readonly url: string;
  /** The secret itself, sealed. */
  readonly sealedSecret: string;
}

const storedChannel = ({ id, version, body }: StoredDocument): StoredChannel => {
  const document = JSON.parse(body) as ChannelDocument | WebhookDocument;
  if ("settings" in document) return { id, version, ...document };
  const { kind, url, sealedSecret } = document;
  return { id, version, settings: { kind, url }, sealed: sealedSecret };
};

const storedDestination = ({ id, version, body }: StoredDocument): StoredDestination => ({
  id,
  version,
  ...(JSON.parse(body) as DestinationDocument),
});

export const storedCampaign = ({ id, version, body }: StoredDocument): StoredCampaign => ({
  id,
  version,
  definition: JSON.parse(body) as CampaignDefinition,
});

export const storedJourney = ({ id, version, body }: StoredDocument): Journey => ({
  id,
  version,
  definition: JSON.parse(body) as JourneyDefinition,
});

const firstDayDocument = (config: ConfigStore, kind: DocumentKind): StoredDocument => {
  const document = config.read(kind, ONLY);
  if (document === null) throw new Error(`a site has a ${kind} document from its first day`);
  return document;
};

/** A site's settings; null before there is a site. */
export const readConfiguration = (config: ConfigStore): SiteConfiguration | null => {
  const site = config.read("site", ONLY);
  return site === null ? null : configurationIn(JSON.parse(site.body) as SiteConfiguration);
};

/** All of a site's configuration as it is now; null before there is a site. */
export const readSnapshot = (meta: MetaStore, config: ConfigStore, keys: KeyStore): SiteSnapshot | null => {
  const configuration = readConfiguration(config);
  if (configuration === null) return null;
  const regions = firstDayDocument(config, "regions");
  return {
    id: meta.read("id") ?? "",
    version: meta.readNumber("version"),
    rulesVersion: meta.readNumber("rules_version"),
    everythingIn: Math.max(regions.siteVersion, meta.readNumber("settings_version")),
    configuration,
    closedUntil: meta.readNumber(CLOSED_UNTIL),
    isFull: meta.readNumber(IS_FULL) === 1,
    regionRules: JSON.parse(regions.body) as RegionRule[],
    regionRulesVersion: regions.version,
    audiences: config.list("audience").map(storedAudience),
    channels: config.list("channel").map(storedChannel),
    campaigns: config.list("campaign").map(storedCampaign),
    destinations: config.list("destination").map(storedDestination),
    journeys: config.list("journey").map(storedJourney),
    keys: keys.list(),
    layout: JSON.parse(firstDayDocument(config, "layout").body) as ShardLayout,
  };
};

/** A document of the snapshot that was read after writing it. */
export const written = <T extends { readonly id: string }>(documents: readonly T[], id: string): T => {
  const document = documents.find((candidate) => candidate.id === id);
  if (document === undefined) throw new Error("a document that was written is there");
  return document;
};
