import type { RejectionCode } from "../../../schemas/collect.ts";
import { CollectRequest } from "../../../schemas/collect.ts";
import type { RegionRule, RequestRegion } from "../../../schemas/consent.ts";
import { COLLECT_BODY_MAX_BYTES, COLLECT_EVENTS_MAX, EVENT_LATE_MAX_MS } from "../../../schemas/limits.ts";
import { type Choices, choicesOf } from "../../domain/consent/choices.ts";
import { effectiveConsent, type Granted } from "../../domain/consent/effective.ts";
import { gate, type Gated } from "../../domain/consent/gate.ts";
import { correctedTime } from "../../domain/event-time.ts";
import type { Claim } from "../../domain/rpc.ts";
import { parse, readJson } from "../body.ts";
import type { SiteContext } from "../context.ts";
import { identifiersOf } from "../identifiers.ts";
import { parseEvent } from "../parse-event.ts";
import { Refusal } from "../refusal.ts";
import { hasGlobalPrivacyControl } from "../region.ts";

/** A beacon that was parsed and went through the consent gate. */
export interface Beacon {
  readonly gated: Gated;
  readonly rejected: readonly { index: number; code: RejectionCode }[];
  readonly choices: Choices;
  readonly granted: Granted;
  readonly gpc: boolean;
  readonly rule: RegionRule;
  readonly claim: Claim | null;
  readonly resetToken: string | undefined;
}

const readBody = async (request: Request): Promise<CollectRequest> => {
  const body = await readJson(request, COLLECT_BODY_MAX_BYTES);
  const events = (body as { events?: unknown } | null)?.events;
  if (Array.isArray(events) && events.length > COLLECT_EVENTS_MAX) throw new Refusal("too_many_events");
  return parse(CollectRequest, body, "body_invalid");
};

/** The only parse of a browser's body. */
export const readBeacon = async (
  request: Request,
  region: RequestRegion,
  { snapshot, rules, secrets, now }: SiteContext,
): Promise<Beacon> => {
  const body = await readBody(request);
  const rejected: { index: number; code: RejectionCode }[] = [];
  const events = [];
  let claim: Claim | null = null;
  const times = { sentAt: body.sent_at, receivedAt: now, lateMaxMs: EVENT_LATE_MAX_MS };
  for (const [index, raw] of body.events.entries()) {
    const parsed = parseEvent(raw, index, times);
    if (parsed.kind === "rejected") rejected.push({ index, code: parsed.code });
    else if (
      parsed.indexed.event.type === "purchase" &&
      snapshot.configuration.collect.purchases === "server"
    ) {
      rejected.push({ index, code: "purchase_server_only" });
    } else if (parsed.indexed.event.type === "identify") {
      const identifiers = identifiersOf(parsed, secrets, snapshot.layout);
      if (identifiers === null) rejected.push({ index, code: "address_invalid" });
      else {
        claim = { identifiers, isVouched: false };
        events.push(parsed.indexed);
      }
    } else events.push(parsed.indexed);
  }
  if (body.events.length > 0 && events.length === 0) {
    throw new Refusal("event_none_valid", {
      accepted: 0,
      duplicate: 0,
      rejected,
      dropped: [],
    });
  }
  const rule = rules.ruleFor(region, now);
  const gpc = hasGlobalPrivacyControl(request) || body.gpc === true;
  const chosenAt = correctedTime(body.consent_at ?? body.sent_at, body.sent_at, now);
  const choices = choicesOf(body.consent, "banner", chosenAt);
  const granted = effectiveConsent(rule, choices, gpc);
  const gated = gate(events, granted);
  return {
    gated,
    rejected,
    choices,
    granted,
    gpc,
    rule,
    claim: gated.events.some(({ event }) => event.type === "identify") ? claim : null,
    resetToken: body.reset,
  };
};
