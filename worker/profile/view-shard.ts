import { clock } from "../configuration/clock.ts";
import type { PreviewPage, PreviewRequest } from "../domain/audience-preview.ts";
import type { ProfileTally } from "../domain/guard-rpc.ts";
import type { ProfileView } from "../domain/profile-view.ts";
import type { Profile } from "../domain/profile/profile.ts";
import type { AudienceStanding, Found, StandingExplanation } from "../domain/rpc.ts";
import type { RulesPreviewPage, RulesPreviewRequest } from "../domain/rules-preview.ts";
import type { CompiledSite } from "../domain/site-snapshot.ts";
import { explainStanding } from "./explain.ts";
import { ExportShard } from "./export-shard.ts";
import { findProfile, type Whereabouts } from "./find-profile.ts";
import { previewPage } from "./preview.ts";
import { rulesPreviewPage } from "./preview-rules.ts";
import { standingsOf, viewOf } from "./views.ts";

/** What people who run the site look at: nothing is written for it but the move of a profile that is on its way. */
export abstract class ViewShard extends ExportShard {
  view(id: string, siteVersion: number): Promise<Found<ProfileView>> {
    return this.#find(id, siteVersion, (profile, { rules }) =>
      viewOf(profile, rules, this.state.quarantine.of(id), clock.now()),
    );
  }

  standings(id: string, siteVersion: number): Promise<Found<readonly AudienceStanding[]>> {
    return this.#find(id, siteVersion, (profile, { rules, snapshot }) =>
      standingsOf(profile, snapshot.audiences, rules, clock.now()),
    );
  }

  explain(
    id: string,
    audience: string,
    at: number,
    siteVersion: number,
  ): Promise<Found<StandingExplanation | null>> {
    return this.#find(id, siteVersion, (profile, site) =>
      explainStanding(profile, audience, site, at, clock.now()),
    );
  }

  async tally(after: string, limit: number): Promise<ProfileTally> {
    return this.state.profiles.tally(after, limit);
  }

  async preview(request: PreviewRequest, siteVersion: number): Promise<PreviewPage> {
    return previewPage(this.state, request, await this.readSite(siteVersion), clock.now());
  }

  async previewRules(request: RulesPreviewRequest, siteVersion: number): Promise<RulesPreviewPage> {
    return rulesPreviewPage(this.state, request, await this.readSite(siteVersion));
  }

  /** The contact may not know yet of a profile on its way to it: that has to arrive first. */
  async #findDelivered(id: string, siteVersion: number): Promise<Whereabouts> {
    const found = findProfile(this.state, id);
    if (found.kind !== "moved" || !found.isOnItsWay) return found;
    await this.sendParcel(id, siteVersion);
    return findProfile(this.state, id);
  }

  async #find<T>(
    id: string,
    siteVersion: number,
    read: (profile: Profile, site: CompiledSite) => T,
  ): Promise<Found<T>> {
    const site = await this.readSite(siteVersion);
    const found = await this.#findDelivered(id, siteVersion);
    return found.kind === "found" ? { kind: "found", value: read(found.value, site) } : found;
  }
}
