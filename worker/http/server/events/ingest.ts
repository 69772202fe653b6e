import { type CollectAnswer, ServerEventsRequest } from "../../../../schemas/collect.ts";
import {
  EVENT_IMPORT_MAX_MS,
  EVENT_LATE_MAX_MS,
  SERVER_BODY_MAX_BYTES,
  SERVER_EVENTS_MAX,
} from "../../../../schemas/limits.ts";
import { withdrawalIn } from "../../../domain/batch-parts.ts";
import { signalFaults } from "../../../domain/consent/signals/hear.ts";
import type { ProfileBatch } from "../../../domain/rpc.ts";
import { parse, readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey, type SiteContext } from "../../context.ts";
import { byIndex, refuseIfAllMalformed } from "../../events/parse-event.ts";
import { Refusal } from "../../refusal.ts";
import { meterEvents, quotaRefusal } from "../../events/usage.ts";
import { readEvents } from "./addressed-events.ts";
import { gateBatches } from "./gated-batches.ts";
import { storeBatches } from "./store-batches.ts";

/** A refusal where a quota is used up. What was taken back is kept all the same. */
const requireRoom = async (
  c: HttpContext,
  batches: readonly ProfileBatch[],
  site: SiteContext,
): Promise<void> => {
  const events = batches.reduce((sum, batch) => sum + batch.events.length, 0);
  const refusal = quotaRefusal(c, site, events, false);
  if (refusal === null) return;
  const withdrawals = batches.flatMap((batch) => withdrawalIn(batch) ?? []);
  await storeBatches(c, withdrawals, site);
  throw refusal;
};

/** `POST /v1/sites/{site}/events`. */
export const ingest = async (c: HttpContext, freeMailDomains: ReadonlySet<string>): Promise<Response> => {
  const site = { ...(await openSiteWithKey(c, "ingest")), freeMailDomains };
  const raw = await readJson(c.req.raw, SERVER_BODY_MAX_BYTES);
  const events = (raw as { events?: unknown } | null)?.events;
  if (Array.isArray(events) && events.length > SERVER_EVENTS_MAX) throw new Refusal("too_many_events");
  const body = parse(ServerEventsRequest, raw, "body_invalid");
  const isHistory = c.req.query("import") === "1";
  const lateMaxMs = isHistory ? EVENT_IMPORT_MAX_MS : EVENT_LATE_MAX_MS;
  const times = { sentAt: body.sent_at, receivedAt: site.now, lateMaxMs, isHistory };
  const { addressed, rejected } = readEvents(body, times, site);
  refuseIfAllMalformed(body.events.length, rejected);
  const { batches, dropped, heard, subscribed } = gateBatches(addressed, body, site, isHistory);
  await requireRoom(c, batches, site);
  const answers = await storeBatches(c, batches, site);
  const accepted = answers.reduce((sum, answer) => sum + answer.accepted, 0);
  meterEvents(c, site, accepted, false);
  return c.json<CollectAnswer>({
    accepted: accepted + subscribed,
    duplicate: answers.reduce((sum, { duplicate }) => sum + duplicate, 0),
    rejected: [...rejected, ...answers.flatMap((answer) => answer.rejected)].toSorted(byIndex),
    dropped: [...dropped, ...answers.flatMap((answer) => answer.dropped)].toSorted(byIndex),
    ...signalFaults(heard),
  });
};
