import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { Slug } from "../../../../schemas/text.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { openDestinationSecrets, sealDestinationSecrets } from "../../../crypto/destination-secret.ts";
import {
  type DestinationSecretValues,
  type DestinationSettings,
  isForAudiences,
  isSameList,
  partsOfDestination,
} from "../../../domain/destination/destination-parts.ts";
import { type PushState, summaryOf } from "../../../domain/destination/push-state.ts";
import type { SiteSnapshot, StoredDestination } from "../../../domain/site-snapshot.ts";
import { readJson } from "../../body.ts";
import { type HttpContext, openSiteAsSaved, openSiteWithKey } from "../../context.ts";
import { askContactShards, askEveryShard } from "../../shards/every-shard.ts";
import { Refusal } from "../../refusal.ts";
import { findDestination } from "./find-destination.ts";
import { readDestination } from "./read-destination.ts";

/** How destinations stand in every shard of contacts, by their ids. */
export const pushStatesOf = async (
  c: HttpContext,
  snapshot: SiteSnapshot,
): Promise<Map<string, PushState[]>> => {
  const states = await askContactShards(c.env, snapshot, (shard) => shard.pushStates());
  return Map.groupBy(states.flat(), ({ destination }) => destination);
};

/** What an answer shows of a destination: all but its secrets, and how it stands. */
const shown = ({ id, version, settings }: StoredDestination, states: readonly PushState[] = []) => ({
  id,
  version,
  ...settings,
  ...(isForAudiences(settings) ? { push: summaryOf(states, settings) } : {}),
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whoever is on a list, or is to be taken off it. */
const isListEmpty = (states: readonly PushState[]): boolean =>
  states.every(({ accepted, ours, waitingRemovals }) => accepted + ours + waitingRemovals === 0);

/** People who were brought to a list can be taken off that list only. */
const refuseMove = async (
  c: HttpContext,
  snapshot: SiteSnapshot,
  known: StoredDestination | undefined,
  settings: DestinationSettings,
): Promise<void> => {
  if (known === undefined || isSameList(known.settings, settings)) return;
  const states = await pushStatesOf(c, snapshot);
  if (!isListEmpty(states.get(known.id) ?? [])) throw new Refusal("destination_in_use");
};

/** `GET /destinations`. */
export const listDestinations = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  const { destinations } = snapshot;
  const states = destinations.length === 0 ? new Map() : await pushStatesOf(c, snapshot);
  return c.json({ destinations: destinations.map((one) => shown(one, states.get(one.id))) });
};

/** `GET /destinations/{id}`. */
export const getDestination = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  const destination = findDestination(snapshot, c.req.param("id") ?? "");
  return c.json(shown(destination, (await pushStatesOf(c, snapshot)).get(destination.id)));
};

/** `PUT /destinations/{id}`: a new version, unless nothing changed. Every shard of contacts begins with it at once. */
export const putDestination = async (c: HttpContext): Promise<Response> => {
  const { snapshot, secrets: keys, actor } = await openSiteAsSaved(c, "write");
  const id = c.req.param("id") ?? "";
  if (!Slug.safeParse(id).success) throw new Refusal("destination_unknown");
  const known = snapshot.destinations.find((destination) => destination.id === id);
  const before: DestinationSecretValues | null =
    known === undefined ? null : openDestinationSecrets(keys.seal, id, known.sealed);
  const body = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const { settings, secrets } = partsOfDestination(readDestination(body, known, before, c.env));
  if (known !== undefined && isSame(known.settings, settings) && isSame(before, secrets)) {
    return c.json(shown(known, (await pushStatesOf(c, snapshot)).get(id)));
  }
  await refuseMove(c, snapshot, known, settings);
  const document = { settings, sealed: sealDestinationSecrets(keys.seal, id, secrets) };
  const written = await siteObject(c.env, snapshot.id).putDestination(id, document, actor);
  if (written.kind === "limit") throw new Refusal("limit_reached");
  if (written.kind === "refused") throw new Refusal("configuration_invalid", { errors: written.errors });
  if (written.kind !== "done") throw new Refusal("site_unknown");
  const changed = rememberSite(written.snapshot).snapshot;
  await askContactShards(c.env, changed, (shard) => shard.followDestinations(changed.version));
  const states = (await pushStatesOf(c, changed)).get(id);
  return c.json(shown(written.value, states), known === undefined ? 201 : 200);
};

/**
 * `DELETE /destinations/{id}`: refused while anybody is on its list, because nobody could be taken off it afterwards.
 * `?abandon=true` leaves them there and forgets that they are.
 */
export const deleteDestination = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "write");
  const { id } = findDestination(snapshot, c.req.param("id") ?? "");
  if (c.req.query("abandon") !== "true") {
    const states = await pushStatesOf(c, snapshot);
    if (!isListEmpty(states.get(id) ?? [])) throw new Refusal("destination_in_use");
  }
  const written = await siteObject(c.env, snapshot.id).deleteDestination(id, actor);
  if (written.kind !== "done") throw new Refusal("destination_unknown");
  const changed = rememberSite(written.snapshot).snapshot;
  await askEveryShard(c.env, changed, (shard) => shard.forgetDestination(id));
  return c.body(null, 204);
};
