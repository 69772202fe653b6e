import {
  EventAddress,
  ServerEventsRequest,
  type CollectAnswer,
  type RejectionCode,
} from "../../../schemas/collect.ts";
import type { ArrivedSignals } from "../../../schemas/consent-signals.ts";
import type { ConsentStamp } from "../../../schemas/consent.ts";
import {
  EVENT_IMPORT_MAX_MS,
  EVENT_LATE_MAX_MS,
  SERVER_BODY_MAX_BYTES,
  SERVER_EVENTS_MAX,
} from "../../../schemas/limits.ts";
import { withdrawalIn } from "../../domain/batch-parts.ts";
import { choicesOf } from "../../domain/consent/choices.ts";
import { gate, type IndexedEvent } from "../../domain/consent/gate.ts";
import { type HeardSignal, hearSignals, signalFaults } from "../../domain/consent/signals/hear.ts";
import { grantedHere, weighChoices } from "../../domain/consent/signals/weigh.ts";
import { accountDomainIn } from "../../domain/identity/account-domain.ts";
import { addressOf, isContactId } from "../../domain/identity/profile-id.ts";
import { isInLayout } from "../../domain/identity/shard-layout.ts";
import type { Claim, ProfileBatch } from "../../domain/rpc.ts";
import { parse, readJson } from "../body.ts";
import { statedBrowser } from "../browser-facts.ts";
import { type HttpContext, type IdentifyingSite, openSiteWithKey, type SiteContext } from "../context.ts";
import { identifiersOf, kindsIn, mappedVisitor } from "../identifiers.ts";
import {
  byIndex,
  type AcceptedEvent,
  type BatchTimes,
  parseEvent,
  refuseIfAllMalformed,
  type Rejection,
} from "../parse-event.ts";
import { Refusal } from "../refusal.ts";
import { statedRegion } from "../region.ts";
import { meterEvents, quotaRefusal } from "../usage.ts";
import { storeBatches } from "./store-batches.ts";
import { heardBySubscription, subscriptionBatch, subscriptionOf } from "../subscription.ts";

/** One event and the profile it is for. */
interface Addressed {
  readonly profile: string;
  readonly claim: Claim | null;
  readonly indexed: IndexedEvent;
  readonly consent: ConsentStamp;
  readonly signals: ArrivedSignals | undefined;
  readonly stated: Pick<EventAddress, "region" | "device" | "language" | "browser">;
}

/** Whether a visitor id names a shard that a walk over all shards visits. */
const isOurVisitor = (id: string, { layout }: SiteContext["snapshot"]): boolean => {
  const address = addressOf(id);
  return address?.kind === "visitor" && isInLayout(address, layout);
};

type Address = { readonly profile: string; readonly claim: Claim | null } | { readonly code: RejectionCode };

/** Whom an event is for. With a visitor, the addresses of an `identify` say who the visitor is. */
const addressEvent = (parsed: AcceptedEvent, stated: EventAddress, site: IdentifyingSite): Address => {
  const { secrets, snapshot } = site;
  const identifiers = identifiersOf(parsed, site);
  const hasAddress = parsed.email !== undefined || parsed.phone !== undefined;
  if (hasAddress && identifiers === null) return { code: "address_invalid" };
  const claim = identifiers === null ? null : { identifiers, isVouched: true };
  if (stated.visitor !== undefined || stated.anonymous_id !== undefined) {
    const visitor = stated.visitor ?? mappedVisitor(stated.anonymous_id ?? "", secrets, snapshot.layout);
    if (!isOurVisitor(visitor, snapshot)) return { code: "profile_unknown" };
    return { profile: visitor, claim: parsed.indexed.event.type === "identify" ? claim : null };
  }
  const [preferred] = identifiers ?? [];
  return preferred === undefined ? { code: "profile_unknown" } : { profile: preferred.contact, claim };
};

/** An event that speaks of consent speaks for itself: signals of the batch are not weighed against it. */
const statedConsent = (
  event: EventAddress,
  body: ServerEventsRequest,
): Pick<Addressed, "consent" | "signals"> => {
  const { consent = {}, signals } = event.consent === undefined && event.signals === undefined ? body : event;
  return { consent, signals };
};

const readEvents = (
  body: ServerEventsRequest,
  times: BatchTimes,
  site: IdentifyingSite,
): { addressed: Addressed[]; rejected: Rejection[] } => {
  const addressed: Addressed[] = [];
  const rejected: Rejection[] = [];
  for (const [index, raw] of body.events.entries()) {
    const parsed = parseEvent(raw, index, times);
    const stated = EventAddress.safeParse(raw);
    if (parsed.kind === "rejected") rejected.push({ index, code: parsed.code });
    else if (!stated.success) rejected.push({ index, code: "event_invalid" });
    else {
      const address = addressEvent(parsed, stated.data, site);
      if ("code" in address) rejected.push({ index, code: address.code });
      else {
        addressed.push({
          ...address,
          indexed: parsed.indexed,
          ...statedConsent(stated.data, body),
          stated: {
            region: stated.data.region ?? body.region,
            device: stated.data.device ?? body.device,
            language: stated.data.language ?? body.language,
            browser: stated.data.browser,
          },
        });
      }
    }
  }
  return { addressed, rejected };
};

interface GatedGroups {
  readonly batches: readonly ProfileBatch[];
  readonly dropped: CollectAnswer["dropped"];
  readonly heard: readonly HeardSignal[];
  /** Events that subscriptions have heard. */
  readonly subscribed: number;
}

/** One batch per profile, consent and what is stated of the visitor, in the order of arrival. */
const groupAndGate = (
  addressed: readonly Addressed[],
  body: ServerEventsRequest,
  { rules, snapshot, now }: SiteContext,
  isHistory: boolean,
): GatedGroups => {
  const groups = Map.groupBy(addressed, ({ profile, consent, signals, stated, claim }) =>
    JSON.stringify([
      profile,
      stated,
      consent,
      signals === body.signals ? "of the batch" : signals,
      claim?.identifiers.map(({ contact }) => contact),
    ]),
  );
  const dropped: CollectAnswer["dropped"] = [];
  const heard: HeardSignal[] = [];
  let subscribed = 0;
  const { tcf_fallback: fallback } = snapshot.configuration.consent;
  const batches = [...groups.values()].flatMap((group): ProfileBatch[] => {
    const [first] = group;
    if (first === undefined) return [];
    const region = statedRegion(first.stated.region);
    const stated = choicesOf(first.consent, "api", now);
    const evidence =
      first.signals === undefined ? null : hearSignals(first.signals, fallback, body.sent_at ?? now, now);
    heard.push(...(evidence?.signals ?? []));
    // A server sends no Global Privacy Control that could be overridden.
    const choices = weighChoices(stated, evidence, now, null);
    const granted = grantedHere(rules.ruleFor(region, now), choices, false, evidence);
    const { profile, claim } = first;
    const events = group.map(({ indexed }) => indexed);
    const passed = gate(events, granted);
    const subscription = passed.events.length > 0 ? null : subscriptionOf(claim, choices);
    const { gated, heard: said } =
      subscription === null ? { gated: passed, heard: 0 } : heardBySubscription(passed, events);
    subscribed += said;
    dropped.push(...gated.dropped);
    if (gated.events.length === 0 && Object.keys(choices).length === 0) return [];
    const isOthers = subscription !== null && said > 0 && !isContactId(profile);
    return [
      ...(isOthers ? [subscriptionBatch(subscription, { choices, region, evidence })] : []),
      {
        profile,
        claim,
        events: gated.events,
        choices,
        region,
        device: first.stated.device ?? null,
        language: first.stated.language ?? null,
        accountDomain: accountDomainIn(claim?.identifiers ?? []),
        gpc: null,
        isOwnConsent: true,
        evidence,
        isHistory,
        isShared: false,
        linkedBy: null,
        isVouched: claim !== null,
        named: kindsIn(claim),
        ...statedBrowser(first.stated.browser, gated.events, snapshot),
      },
    ];
  });
  return { batches, dropped, heard, subscribed };
};

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
  const { batches, dropped, heard, subscribed } = groupAndGate(addressed, body, site, isHistory);
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
