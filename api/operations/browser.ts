import * as z from "zod";
import { Confirmation, Decisions, EventsResult } from "../../schemas/answers/site.ts";
import { CollectRequest } from "../../schemas/collect.ts";
import { ConfirmRequest, DecideRequest } from "../../schemas/decide.ts";
import { Event } from "../../schemas/event.ts";
import { COLLECT_EVENTS_MAX } from "../../schemas/limits.ts";
import { PushRequest } from "../../schemas/push.ts";
import { VisitorPageQuery } from "../../schemas/visitor-page.ts";
import { json, nothing, operation, other, page } from "../operation.ts";

const tag = "Browser";
/** `text/plain`, because any other type would need a preflight. */
const bodyTypes = ["text/plain", "application/json"];
const FORM = ["application/x-www-form-urlencoded"];
const script = (about: string) =>
  other({ "text/javascript": null }, about, { ETag: "Changes with the script." });
const unchanged = other({}, "It is what `If-None-Match` names.");
const form = z.looseObject({}).describe("The fields of the page's form.");

export const BROWSER = {
  serveSnippet: operation({
    method: "GET",
    path: "/h/{site}.js",
    tag,
    summary: "Load the snippet",
    about: "With the rules that hold where the visitor is.",
    access: "none",
    answers: { 200: script("The script."), 304: unchanged },
    problems: ["site_unknown"],
  }),
  serveChunk: operation({
    method: "GET",
    path: "/h/{site}/{chunk}",
    tag,
    summary: "Load a part of the snippet",
    access: "none",
    answers: { 200: script("The script, for ever the same under its name.") },
    problems: ["route_unknown"],
  }),
  serveServiceWorker: operation({
    method: "GET",
    path: "/h/{site}/sw.js",
    tag,
    summary: "Load what shows push messages",
    access: "none",
    answers: { 200: script("The script."), 304: unchanged },
    problems: ["site_unknown", "channel_unknown"],
  }),
  collect: operation({
    method: "POST",
    path: "/h/{site}/e",
    tag,
    summary: "Send events of a page",
    access: "none",
    body: z.object({
      ...CollectRequest.shape,
      events: z.array(z.object(Event.shape)).max(COLLECT_EVENTS_MAX),
    }),
    bodyTypes,
    answers: { 200: json(EventsResult, "What became of every event, on disk.") },
    problems: [
      "site_unknown",
      "origin_foreign",
      "event_none_valid",
      "too_many_events",
      "address_limited",
      "profile_limited",
      "quota_exceeded",
    ],
  }),
  decideForPage: operation({
    method: "POST",
    path: "/h/{site}/d",
    tag,
    summary: "Decide what to show in a page",
    access: "none",
    body: DecideRequest,
    bodyTypes,
    answers: { 200: json(Decisions, "One decision for each placement, in the order of the request.") },
    problems: ["site_unknown", "origin_foreign", "address_limited"],
  }),
  confirmForPage: operation({
    method: "POST",
    path: "/h/{site}/c",
    tag,
    summary: "Confirm what became of a decision in a page",
    access: "none",
    body: ConfirmRequest,
    bodyTypes,
    answers: { 200: json(Confirmation, "Whether it was news.") },
    problems: [
      "site_unknown",
      "origin_foreign",
      "reservation_foreign",
      "reservation_over",
      "address_limited",
    ],
  }),
  keepSubscription: operation({
    method: "POST",
    path: "/h/{site}/s",
    tag,
    summary: "Take push messages, or no more",
    access: "none",
    body: PushRequest,
    bodyTypes,
    answers: { 204: nothing("It is kept, or gone.") },
    problems: [
      "site_unknown",
      "origin_foreign",
      "channel_unknown",
      "visitor_missing",
      "consent_missing",
      "address_limited",
    ],
  }),
  hearProvider: operation({
    method: "POST",
    path: "/h/{site}/f/{channel}",
    tag,
    summary: "Report what became of messages",
    about: "For the channel's provider, in its own format and signed in its own way.",
    access: "none",
    body: z.unknown().describe("The provider's report."),
    bodyTypes: ["application/json", ...FORM],
    answers: {
      200: other(
        { "application/json": z.strictObject({ heard: z.number().int().min(0) }), "text/xml": null },
        "How many reports were understood; to somebody's answer by text message, which Twilio waits to answer, nothing to say.",
      ),
    },
    problems: ["site_unknown", "channel_unknown", "signature_invalid"],
  }),
  followLink: operation({
    method: "GET",
    path: "/h/{site}/l/{token}",
    tag,
    summary: "Follow a link of a message",
    access: "none",
    answers: {
      302: other({}, "On to where the message says.", { Location: "Where it leads." }),
      404: page("The link is none of this site's."),
    },
  }),
  loadPicture: operation({
    method: "GET",
    path: "/h/{site}/o/{token}",
    tag,
    summary: "Load the picture of a message",
    access: "none",
    answers: {
      200: other({ "image/gif": null }, "A transparent pixel."),
      404: other({ "image/gif": null }, "The same, and nothing is counted."),
    },
  }),
  recoverCart: operation({
    method: "GET",
    path: "/h/{site}/r/{token}",
    tag,
    summary: "Read the cart that a link brings back",
    access: "none",
    answers: {
      200: json(
        z.strictObject({
          items: z.array(z.looseObject({})),
          currency: z.string().nullable(),
          value: z.number().nullable(),
          cart_id: z.string().nullable(),
        }),
        "The cart.",
      ),
    },
    problems: ["site_unknown", "origin_foreign", "cart_unknown"],
  }),
  showPreferences: operation({
    method: "GET",
    path: "/h/{site}/u/{token}",
    tag,
    summary: "Read what one is written to about",
    access: "none",
    answers: { 200: page("The contact's preferences."), 404: page("The link is none of this site's.") },
  }),
  changePreferences: operation({
    method: "POST",
    path: "/h/{site}/u/{token}",
    tag,
    summary: "Unsubscribe, or choose",
    about: "Mail programs unsubscribe with one click (RFC 8058).",
    access: "none",
    body: form,
    bodyTypes: [...FORM, "multipart/form-data"],
    answers: {
      200: other({ "text/html": null }, "It is done: the page, and to a mail program nothing."),
      404: page("The link is none of this site's."),
    },
  }),
  showConfirmation: operation({
    method: "GET",
    path: "/h/{site}/v/{token}",
    tag,
    summary: "Read what a confirmation is about",
    access: "none",
    answers: { 200: page("A page that asks."), 404: page("The link is none of this site's.") },
  }),
  confirmAddress: operation({
    method: "POST",
    path: "/h/{site}/v/{token}",
    tag,
    summary: "Confirm an address",
    access: "none",
    body: form,
    bodyTypes: FORM,
    answers: { 200: page("It is confirmed."), 404: page("The link is none of this site's.") },
    problems: ["origin_foreign"],
  }),
  showVisitorPage: operation({
    method: "GET",
    path: "/h/{site}/p",
    tag,
    summary: "Read one's own data",
    access: "none",
    query: { lang: VisitorPageQuery.shape.lang, ask: VisitorPageQuery.shape.ask },
    answers: { 200: page("The visitor's own page.") },
    problems: ["site_unknown"],
  }),
  actOnVisitorPage: operation({
    method: "POST",
    path: "/h/{site}/p",
    tag,
    summary: "Choose, download or erase",
    access: "none",
    body: form,
    bodyTypes: FORM,
    answers: {
      200: other({ "text/html": null, "application/json": null }, "The page, or the download."),
    },
    problems: ["site_unknown", "origin_foreign", "profile_unknown"],
  }),
  declareGlobalPrivacyControl: operation({
    method: "GET",
    path: "/.well-known/gpc.json",
    tag,
    summary: "Read that Global Privacy Control is honoured",
    access: "none",
    answers: { 200: json(z.looseObject({ gpc: z.boolean() }), "w3c.github.io/gpc.") },
  }),
};
