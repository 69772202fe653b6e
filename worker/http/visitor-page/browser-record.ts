import { shardOfProfile } from "../../configuration/objects.ts";
import { type Choices, choicesOf, mergeChoices } from "../../domain/consent/choices.ts";
import type { AudienceStanding } from "../../domain/rpc.ts";
import type { ProfileView } from "../../domain/profile-view.ts";
import { keptChoice } from "../sender/choice-cookie.ts";
import type { HttpContext, SiteContext } from "../context.ts";
import { isOurs } from "../shards/our-profile.ts";
import { visitorOf } from "../sender/visitor-cookie.ts";

/**
 * What is known of the browser that asks. A browser whose history was moved to a contact is `linked`: the address was
 * typed by whoever sat there, so nothing of the contact is read for it.
 */
export type BrowserRecord =
  | { readonly kind: "none" }
  | { readonly kind: "linked"; readonly visitor: string }
  | {
      readonly kind: "visitor";
      readonly visitor: string;
      readonly view: ProfileView;
      readonly audiences: readonly AudienceStanding[];
    };

/** Recognised by the visitor cookie and by nothing else. */
export const readBrowserRecord = async (c: HttpContext, site: SiteContext): Promise<BrowserRecord> => {
  const { snapshot, secrets } = site;
  const visitor = visitorOf(c.req.raw, snapshot.id, secrets);
  if (visitor === null || !isOurs(visitor, snapshot)) return { kind: "none" };
  const shard = shardOfProfile(c.env, snapshot.id, visitor);
  const view = await shard.view(visitor, snapshot.version);
  if (view.kind === "moved") return { kind: "linked", visitor };
  if (view.kind === "absent") return { kind: "none" };
  const standings = await shard.standings(visitor, snapshot.version);
  const audiences = standings.kind === "found" ? standings.value.filter(({ member }) => member) : [];
  return { kind: "visitor", visitor, view: view.value, audiences };
};

/** The choices this browser made, as far as they may be shown to it. */
export const choicesOfBrowser = (request: Request, site: SiteContext, record: BrowserRecord): Choices => {
  const kept = keptChoice(request, site.snapshot.id);
  const onPage = kept === null ? {} : choicesOf(kept.consent, "page", kept.at);
  return mergeChoices(record.kind === "visitor" ? record.view.consent : {}, onPage);
};
