import * as z from "zod";
import { Confirmation, Decisions, EventsResult } from "../../schemas/answers/site.ts";
import { EventAddress, ServerEventsRequest } from "../../schemas/collect.ts";
import { ServerConfirmRequest, ServerDecideRequest } from "../../schemas/decide.ts";
import { Event } from "../../schemas/event.ts";
import { SERVER_EVENTS_MAX } from "../../schemas/limits.ts";
import { json, operation } from "../operation.ts";

/** One event of a server, with whom it is for. Events are parsed one by one, so the route's own schema leaves them open. */
export const ServerEvent = z.object({ ...Event.shape, ...EventAddress.shape });

const EventsBody = z.object({
  ...ServerEventsRequest.shape,
  events: z.array(ServerEvent).min(1).max(SERVER_EVENTS_MAX),
});

export const EVENTS = {
  ingestEvents: operation({
    method: "POST",
    path: "/v1/sites/{site}/events",
    isHarmless: true,
    tag: "Events",
    summary: "Send events",
    about:
      "Each event is for one of `visitor`, `anonymous_id`, `email` and `phone`. Whoever sends an event again under its id changes nothing: events carry their own idempotency keys, and `Idempotency-Key` is not needed. One bad event does not cost the others: the answer lists what became of each.",
    access: "ingest",
    query: {
      import: z.enum(["1"]).optional().describe("`1`: history of any age up to 540 days; starts no message."),
    },
    body: EventsBody,
    example: {
      consent: { analytics_storage: "granted", ad_storage: "granted" },
      region: "DE",
      events: [
        { id: "order-1001", type: "purchase", anonymous_id: "customer-17", value: 59, currency: "EUR" },
      ],
    },
    answers: { 200: json(EventsResult, "What became of every event, on disk.") },
    problems: ["event_none_valid", "too_many_events", "quota_exceeded"],
  }),
  decide: operation({
    method: "POST",
    path: "/v1/sites/{site}/decide",
    isHarmless: true,
    tag: "Decisions",
    summary: "Decide what to show a visitor",
    about:
      "Exactly one of `visitor` and `anonymous_id`. What is decided is reserved, and ends by itself unless confirmed.",
    access: "decide",
    body: ServerDecideRequest,
    example: { placements: ["home-hero"], anonymous_id: "customer-17" },
    answers: { 200: json(Decisions, "One decision for each placement, in the order of the request.") },
    problems: ["profile_unknown"],
  }),
  confirm: operation({
    method: "POST",
    path: "/v1/sites/{site}/confirm",
    isHarmless: true,
    tag: "Decisions",
    summary: "Confirm what became of a decision",
    access: "decide",
    body: ServerConfirmRequest,
    example: { reservation: "…", state: "viewable", anonymous_id: "customer-17" },
    answers: { 200: json(Confirmation, "Whether it was news.") },
    problems: ["profile_unknown", "reservation_foreign", "reservation_over"],
  }),
};
