import { clock } from "../configuration/clock.ts";
import type {
  CountRequest,
  ExportShardRpc,
  FeedState,
  MembersText,
  Newcomers,
} from "../domain/export-rpc.ts";
import type { ChangesPage, ChangesRequest, MembersPage, MembersRequest } from "../domain/rpc.ts";
import { changesPage } from "./changes.ts";
import { IdentityShard } from "./identity-shard.ts";
import { countExportable, memberLines, membersPage } from "./members.ts";

/** What exports read of a shard. */
export abstract class ExportShard extends IdentityShard implements ExportShardRpc {
  /** Fires what is due. */
  protected abstract fireTimers(): Promise<void>;
  abstract sweep(siteVersion: number): Promise<void>;

  async feedState(audience: string, siteVersion: number): Promise<FeedState> {
    const { rules } = await this.readSite(siteVersion);
    await this.fireTimers();
    if (this.walk.isMissing(rules)) await this.sweep(siteVersion);
    const revision = await this.group.run(() => this.state.revisions.settle(audience));
    return { ...this.state.memberships.countOf(audience), revision };
  }

  async countExportable(request: CountRequest, siteVersion: number): Promise<number> {
    const { rules } = await this.readSite(siteVersion);
    return countExportable(this.state, request, rules, clock.now());
  }

  async newcomers(request: CountRequest, siteVersion: number): Promise<Newcomers> {
    const noneUpTo = this.state.memberships.noEntryUpTo(request.audience, request.after);
    return { members: await this.countExportable(request, siteVersion), noneUpTo };
  }

  async members(request: MembersRequest, siteVersion: number): Promise<MembersPage> {
    const { rules } = await this.readSite(siteVersion);
    return membersPage(this.state, request, rules, clock.now());
  }

  async memberLines(request: MembersRequest, variant: string, siteVersion: number): Promise<MembersText> {
    const { rules } = await this.readSite(siteVersion);
    return memberLines(this.state, request, variant, rules, clock.now());
  }

  async changes(request: ChangesRequest, siteVersion: number): Promise<ChangesPage> {
    const { rules } = await this.readSite(siteVersion);
    return changesPage(this.state, request, rules, clock.now());
  }
}
