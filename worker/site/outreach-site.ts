import type { CampaignDefinition } from "../../schemas/campaign.ts";
import type { JourneyDefinition } from "../../schemas/journey.ts";
import {
  CAMPAIGNS_LENGTH_PER_SITE_MAX,
  CAMPAIGNS_PER_SITE_MAX,
  CHANNELS_PER_SITE_MAX,
} from "../../schemas/limits.ts";
import { JOURNEYS_LENGTH_PER_SITE_MAX, JOURNEYS_PER_SITE_MAX } from "../../schemas/limits-outreach.ts";
import { audienceFaults } from "../domain/campaign/campaign-audience.ts";
import { capFaults } from "../domain/campaign/cap-faults.ts";
import { usesOfChannel } from "../domain/channel/channel-uses.ts";
import { allShards } from "../domain/identity/shard-layout.ts";
import type { Journey } from "../domain/journey/journey.ts";
import { journeyFaults } from "../domain/journey/journey-faults.ts";
import { mediaOf, mediumOf } from "../domain/channel/medium-of.ts";
import type { SiteWrite } from "../domain/site-rpc.ts";
import {
  type ChannelDocument,
  definitionsOf,
  type StoredCampaign,
  type StoredChannel,
} from "../domain/site-snapshot.ts";
import { storedCampaign, storedJourney, written } from "./read-snapshot.ts";
import { RuledSite } from "./ruled-site.ts";

const lengthOf = (documents: readonly { readonly body: string }[]): number =>
  documents.reduce((sum, { body }) => sum + body.length, 0);

/** The part of a site that says what is shown and sent: channels, campaigns, journeys. */
export abstract class OutreachSite extends RuledSite {
  async putChannel(id: string, channel: ChannelDocument, actor: string): Promise<SiteWrite<StoredChannel>> {
    const current = this.read();
    if (current === null) return { kind: "absent" };
    const known = current.channels.find((other) => other.id === id);
    if (known === undefined && current.channels.length >= CHANNELS_PER_SITE_MAX) return { kind: "limit" };
    const changesMedium = known !== undefined && mediumOf(known.settings) !== mediumOf(channel.settings);
    if (changesMedium && usesOfChannel(id, current).length > 0) return { kind: "in_use" };
    const snapshot = this.change(actor, "channel.put", id, channel, () =>
      this.write("channel", id, JSON.stringify(channel)),
    );
    return { kind: "done", value: written(snapshot.channels, id), snapshot };
  }

  async deleteChannel(id: string, actor: string): Promise<SiteWrite<null>> {
    const current = this.read();
    if (current === null || this.config.read("channel", id) === null) return { kind: "absent" };
    if (usesOfChannel(id, current).length > 0) return { kind: "in_use" };
    return this.done(actor, "channel.delete", id, null, () => this.write("channel", id, null));
  }

  async putCampaign(
    id: string,
    definition: CampaignDefinition,
    actor: string,
  ): Promise<SiteWrite<StoredCampaign>> {
    const current = this.read();
    if (current === null) return { kind: "absent" };
    const known = this.config.read("campaign", id);
    const body = JSON.stringify(definition);
    if (known?.body === body) return { kind: "done", value: storedCampaign(known), snapshot: current };
    if (known === null && current.campaigns.length >= CAMPAIGNS_PER_SITE_MAX) return { kind: "limit" };
    // All campaigns go to every isolate that serves the site.
    const others = this.config.list("campaign").filter((document) => document.id !== id);
    if (lengthOf(others) + body.length > CAMPAIGNS_LENGTH_PER_SITE_MAX) return { kind: "limit" };
    const errors = [...audienceFaults(definition, current.audiences), ...capFaults(definition)];
    if (errors.length > 0) return { kind: "refused", errors };
    const snapshot = this.change(actor, "campaign.put", id, definition, () =>
      this.write("campaign", id, body),
    );
    return { kind: "done", value: written(snapshot.campaigns, id), snapshot };
  }

  async deleteCampaign(id: string, actor: string): Promise<SiteWrite<null>> {
    if (this.read() === null || this.config.read("campaign", id) === null) return { kind: "absent" };
    return this.done(actor, "campaign.delete", id, null, () => this.write("campaign", id, null));
  }

  async leaseTotal(campaign: string): Promise<number> {
    const current = this.read();
    const limit = current?.campaigns.find(({ id }) => id === campaign)?.definition.total ?? null;
    if (current === null || limit === null) return 0;
    const lease = this.quotas.lease(campaign, limit, allShards(current.layout).length);
    await this.ctx.storage.sync();
    return lease;
  }

  async putJourney(id: string, definition: JourneyDefinition, actor: string): Promise<SiteWrite<Journey>> {
    const current = this.read();
    if (current === null) return { kind: "absent" };
    const known = this.config.read("journey", id);
    const body = JSON.stringify(definition);
    if (known?.body === body) return { kind: "done", value: storedJourney(known), snapshot: current };
    if (known === null && current.journeys.length >= JOURNEYS_PER_SITE_MAX) return { kind: "limit" };
    const others = this.config.list("journey").filter((document) => document.id !== id);
    if (lengthOf(others) + body.length > JOURNEYS_LENGTH_PER_SITE_MAX) return { kind: "limit" };
    // Looked at again where it is written: an audience or channel may have gone since the request was checked.
    const errors = journeyFaults(
      { id, version: 0, definition },
      {
        audiences: definitionsOf(current),
        media: mediaOf(current.channels),
        topics: current.configuration.messaging.topics.map((topic) => topic.id),
        others: current.journeys.filter((journey) => journey.id !== id),
      },
    );
    if (errors.length > 0) return { kind: "refused", errors };
    const snapshot = this.change(actor, "journey.put", id, definition, () => this.write("journey", id, body));
    return { kind: "done", value: written(snapshot.journeys, id), snapshot };
  }

  async deleteJourney(id: string, actor: string): Promise<SiteWrite<null>> {
    if (this.read() === null || this.config.read("journey", id) === null) return { kind: "absent" };
    return this.done(actor, "journey.delete", id, null, () => this.write("journey", id, null));
  }
}
