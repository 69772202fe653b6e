import { ReplayRequest } from "../../../../schemas/channel.ts";
import { CONFIGURATION_BODY_MAX_BYTES, DEAD_LETTERS_MAX } from "../../../../schemas/limits.ts";
import { destinationChannel } from "../../../domain/destination/destination-parts.ts";
import type { SiteSnapshot } from "../../../domain/site-snapshot.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { askedNumber } from "../../query.ts";
import { findChannel } from "./channels.ts";
import { findDestination } from "../destinations/find-destination.ts";

const LIMIT_DEFAULT = 100;

/** Whose messages they are: a channel's, or a destination's. */
type Owner = (snapshot: SiteSnapshot, id: string) => string;

const channel: Owner = (snapshot, id) => findChannel(snapshot, id).id;
const destination: Owner = (snapshot, id) => destinationChannel(findDestination(snapshot, id).id);

const list = async (c: HttpContext, owner: Owner): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  const owned = owner(snapshot, c.req.param("id") ?? "");
  const limit = askedNumber(c, "limit", { unasked: LIMIT_DEFAULT, min: 1, max: DEAD_LETTERS_MAX });
  const pages = await askEveryShard(c.env, snapshot, (shard) => shard.deadLetters(owned, limit));
  const letters = pages.flatMap((page) => page.letters).toSorted((a, b) => b.died_at - a.died_at);
  return c.json({
    count: pages.reduce((sum, { count }) => sum + count, 0),
    dead_letters: letters.slice(0, limit),
  });
};

const replay = async (c: HttpContext, owner: Owner): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "write");
  const owned = owner(snapshot, c.req.param("id") ?? "");
  const isEmpty = c.req.raw.body === null || c.req.header("content-length") === "0";
  const body = isEmpty ? {} : await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const { ids = null } = parse(ReplayRequest, body, "body_invalid");
  const replays = await askEveryShard(c.env, snapshot, (shard) => shard.replayDeadLetters(owned, ids));
  return c.json({
    replayed: replays.reduce((sum, { replayed }) => sum + replayed, 0),
    remaining: replays.reduce((sum, { remaining }) => sum + remaining, 0),
  });
};

/** `GET /channels/{id}/dead-letters`: messages that were given up, the newest first. */
export const listDeadLetters = (c: HttpContext): Promise<Response> => list(c, channel);

/** `POST /channels/{id}/dead-letters/replay`: sends them again, under the ids they had. An empty body means the oldest. */
export const replayDeadLetters = (c: HttpContext): Promise<Response> => replay(c, channel);

/** `GET /destinations/{id}/dead-letters`. */
export const listUndelivered = (c: HttpContext): Promise<Response> => list(c, destination);

/** `POST /destinations/{id}/dead-letters/replay`. */
export const replayUndelivered = (c: HttpContext): Promise<Response> => replay(c, destination);
