import * as z from "zod";
import {
  ConversionReport,
  Destination,
  DestinationList,
  DestinationTrial,
  PushReport,
} from "../../schemas/answers/destinations.ts";
import { DeadLetters, Replayed } from "../../schemas/answers/outreach.ts";
import { ReplayRequest } from "../../schemas/channel.ts";
import { DestinationConfiguration } from "../../schemas/destination.ts";
import { DEAD_LETTERS_MAX } from "../../schemas/limits.ts";
import { json, nothing, operation } from "../operation.ts";

const tag = "Destinations";

export const DESTINATIONS = {
  listDestinations: operation({
    method: "GET",
    path: "/v1/sites/{site}/destinations",
    tag,
    summary: "List destinations",
    access: "read",
    answers: { 200: json(DestinationList, "All destinations, without their secrets, and how each stands.") },
  }),
  getDestination: operation({
    method: "GET",
    path: "/v1/sites/{site}/destinations/{id}",
    tag,
    summary: "Read a destination",
    access: "read",
    answers: { 200: json(Destination, "The destination without its secrets, and how it stands.") },
    problems: ["destination_unknown"],
  }),
  putDestination: operation({
    method: "PUT",
    path: "/v1/sites/{site}/destinations/{id}",
    tag,
    summary: "Save a destination",
    about:
      "A new version, unless nothing changed. Secrets that are left out stay, as long as the destination leads to the same account and server.",
    access: "write",
    body: DestinationConfiguration,
    example: {
      kind: "webhook",
      audiences: ["viewers"],
      url: "https://crm.example/lists",
      secret: "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
    },
    answers: {
      200: json(Destination, "It was changed."),
      201: json(Destination, "It was created, and every shard of contacts has begun with it."),
    },
    problems: ["destination_unknown", "configuration_invalid", "destination_in_use", "limit_reached"],
  }),
  deleteDestination: operation({
    method: "DELETE",
    path: "/v1/sites/{site}/destinations/{id}",
    tag,
    summary: "Delete a destination",
    about: "Refused while anybody is on its list, because nobody could be taken off it afterwards.",
    access: "write",
    query: {
      abandon: z
        .enum(["true"])
        .optional()
        .describe("`true`: leaves people on the list, and forgets that they are."),
    },
    answers: { 204: nothing("What waited for it is dropped.") },
    problems: ["destination_unknown", "destination_in_use"],
  }),
  reportDestination: operation({
    method: "GET",
    path: "/v1/sites/{site}/destinations/{id}/report",
    tag,
    summary: "Read what a destination took",
    access: "read",
    answers: {
      200: json(
        z.union([PushReport, ConversionReport]),
        "Whom we have and whom the platform took; or what became of the purchases that it is told of.",
      ),
    },
    problems: ["destination_unknown"],
  }),
  testDestination: operation({
    method: "POST",
    path: "/v1/sites/{site}/destinations/{id}/test",
    tag,
    summary: "Try a destination out",
    about:
      "Asks whether it knows the credentials and the list, and brings nobody; one that is told of purchases is told of one that nobody made, where it counts for nothing.",
    access: "write",
    answers: { 200: json(DestinationTrial, "What it said; of it only codes.") },
    problems: ["destination_unknown"],
  }),
  listUndelivered: operation({
    method: "GET",
    path: "/v1/sites/{site}/destinations/{id}/dead-letters",
    tag,
    summary: "List what a destination did not take",
    access: "read",
    query: {
      limit: z
        .number()
        .int()
        .min(1)
        .max(DEAD_LETTERS_MAX)
        .optional()
        .describe("At most this many, the newest first."),
    },
    answers: { 200: json(DeadLetters, "The newest, and how many there are.") },
    problems: ["query_invalid", "destination_unknown"],
  }),
  replayUndelivered: operation({
    method: "POST",
    path: "/v1/sites/{site}/destinations/{id}/dead-letters/replay",
    tag,
    summary: "Tell a destination again",
    about: "Under the ids they had; those named, or without a body the oldest.",
    access: "write",
    body: ReplayRequest,
    isBodyOptional: true,
    example: {},
    answers: { 200: json(Replayed, "How many are on their way, and how many are left.") },
    problems: ["destination_unknown"],
  }),
};
