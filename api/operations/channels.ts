import * as z from "zod";
import {
  Channel,
  ChannelList,
  ChannelTrial,
  DeadLetters,
  Inbox,
  MessagePreview,
  Replayed,
} from "../../schemas/answers/outreach.ts";
import { ChannelConfiguration, ChannelTest, ReplayRequest } from "../../schemas/channel.ts";
import { DEAD_LETTERS_MAX } from "../../schemas/limits.ts";
import { INBOX_MESSAGES_MAX } from "../../schemas/limits-outreach.ts";
import { MessagePreviewRequest } from "../../schemas/message-preview.ts";
import { json, nothing, operation } from "../operation.ts";

const tag = "Channels";
const limitTo = (max: number) => ({
  limit: z.number().int().min(1).max(max).optional().describe("At most this many, the newest first."),
});

export const CHANNELS = {
  listChannels: operation({
    method: "GET",
    path: "/v1/sites/{site}/channels",
    tag,
    summary: "List channels",
    access: "read",
    answers: { 200: json(ChannelList, "All channels, without their secrets.") },
  }),
  getChannel: operation({
    method: "GET",
    path: "/v1/sites/{site}/channels/{id}",
    tag,
    summary: "Read a channel",
    access: "read",
    answers: { 200: json(Channel, "The channel without its secrets.") },
    problems: ["channel_unknown"],
  }),
  putChannel: operation({
    method: "PUT",
    path: "/v1/sites/{site}/channels/{id}",
    tag,
    summary: "Save a channel",
    about: "Secrets that are left out stay, as long as the channel leads to the same server.",
    access: "write",
    body: ChannelConfiguration,
    example: {
      kind: "webhook",
      url: "https://crm.example/halley",
      secret: "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
    },
    answers: { 200: json(Channel, "It was changed."), 201: json(Channel, "It was created.") },
    problems: ["channel_unknown", "configuration_invalid", "channel_in_use", "limit_reached"],
  }),
  deleteChannel: operation({
    method: "DELETE",
    path: "/v1/sites/{site}/channels/{id}",
    tag,
    summary: "Delete a channel",
    access: "write",
    answers: { 204: nothing("What waited for it is dropped.") },
    problems: ["channel_unknown", "channel_in_use"],
  }),
  testChannel: operation({
    method: "POST",
    path: "/v1/sites/{site}/channels/{id}/test",
    tag,
    summary: "Send one message through a channel",
    access: "write",
    body: ChannelTest,
    example: {},
    answers: { 200: json(ChannelTrial, "What it came to.") },
    problems: ["channel_unknown"],
  }),
  listDeadLetters: operation({
    method: "GET",
    path: "/v1/sites/{site}/channels/{id}/dead-letters",
    tag,
    summary: "List messages that were given up",
    access: "read",
    query: limitTo(DEAD_LETTERS_MAX),
    answers: { 200: json(DeadLetters, "The newest, and how many there are.") },
    problems: ["query_invalid", "channel_unknown"],
  }),
  replayDeadLetters: operation({
    method: "POST",
    path: "/v1/sites/{site}/channels/{id}/dead-letters/replay",
    tag,
    summary: "Send dead letters again",
    about: "Under the ids they had; those named, or without a body the oldest.",
    access: "write",
    body: ReplayRequest,
    isBodyOptional: true,
    example: {},
    answers: { 200: json(Replayed, "How many are on their way, and how many are left.") },
    problems: ["channel_unknown"],
  }),
  previewMessage: operation({
    method: "POST",
    path: "/v1/sites/{site}/messages/preview",
    isHarmless: true,
    tag,
    summary: "Render a message",
    about: "For a profile, or for somebody made up. Sends nothing.",
    access: "write",
    body: MessagePreviewRequest,
    example: {
      send: { channel: "mail", subject: "Hello {{ contact.first_name }}", text: "Your cart waits." },
    },
    answers: { 200: json(MessagePreview, "The message as it would be, and the faults of its templates.") },
    problems: ["profile_unknown"],
  }),
  readInbox: operation({
    method: "GET",
    path: "/v1/sites/{site}/inbox",
    tag,
    summary: "Read what channels of development kept",
    access: "read",
    query: limitTo(INBOX_MESSAGES_MAX),
    answers: { 200: json(Inbox, "Messages that were not sent.") },
    problems: ["query_invalid"],
    isTrialOnly: true,
  }),
};
