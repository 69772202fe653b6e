import * as z from "zod";
import { AudienceDefinition } from "../audience.ts";
import { CampaignDefinition } from "../campaign.ts";
import { Medium } from "../channel-medium.ts";
import { ChannelConfiguration, SECRET_FIELDS } from "../channel.ts";
import { JourneyDefinition } from "../journey.ts";
import { EpochMs, Slug } from "../text.ts";

const count = z.number().int().min(0);
const rate = z.number().min(0).nullable();
const stored = { id: Slug, version: z.number().int().min(1) };

/** Answer of `GET` and `PUT /campaigns/{id}`. */
export const Campaign = z.strictObject({ ...stored, ...CampaignDefinition.shape });
export const CampaignList = z.strictObject({ campaigns: z.array(Campaign) });

const results = {
  seen: count,
  clicked: count,
  converted: count,
  rate: rate.describe("Clicks per exposure; null where nothing was seen."),
  conversion_rate: rate,
};

/** Answer of `GET /campaigns/{id}/report`. */
export const CampaignReport = z.strictObject({
  ...stored,
  creatives: z.array(
    z.strictObject({
      id: Slug,
      ...results,
      state: z.enum(["fresh", "limited", "fatigued"]).nullable(),
      by_number: z
        .array(z.strictObject({ number: z.number().int().min(1), ...results }))
        .describe("By how often somebody had seen it, that time included."),
      review_by: EpochMs.nullable(),
      is_review_due: z.boolean(),
    }),
  ),
});

/** Answer of `GET` and `PUT /journeys/{id}`. */
export const Journey = z.strictObject({ ...stored, ...JourneyDefinition.shape });
export const JourneyList = z.strictObject({ journeys: z.array(Journey) });

const TemplateParameter = z.strictObject({ pointer: z.string(), about: z.string() });

/** Answer of `GET /v1/journey-templates`. */
export const JourneyTemplates = z.strictObject({
  templates: z.array(
    z.strictObject({
      id: Slug,
      name: z.string(),
      about: z.string(),
      audiences: z.array(z.strictObject({ id: Slug, definition: AudienceDefinition })),
      channels: z.record(z.string(), Medium),
      definition: z.record(z.string(), z.unknown()).describe("A body of `PUT /journeys/{id}`."),
      parameters: z.array(TemplateParameter).optional(),
    }),
  ),
});

const isSecret = (name: string): boolean => Object.hasOwn(SECRET_FIELDS, name);

/** One kind of channel as answers show it: without its secrets. */
const shownKind = (kind: (typeof ChannelConfiguration.options)[number]): z.ZodObject =>
  z.strictObject({
    ...stored,
    ...Object.fromEntries(Object.entries(kind.shape).filter(([name]) => !isSecret(name))),
  });

/** A channel as answers show it: never its secrets. */
export interface Channel {
  readonly id: string;
  readonly version: number;
  readonly kind: ChannelConfiguration["kind"];
  readonly [setting: string]: unknown;
}

/** Answer of `GET` and `PUT /channels/{id}`. */
export const Channel = z.union(ChannelConfiguration.options.map(shownKind)) as unknown as z.ZodType<Channel>;
export const ChannelList = z.strictObject({ channels: z.array(Channel) });

/** Answer of `POST /channels/{id}/test`. */
export const ChannelTrial = z.strictObject({
  outcome: z.enum(["delivered", "refused", "failed"]),
  reason: z.string().nullable(),
});

/** Answer of `GET /channels/{id}/dead-letters`. */
export const DeadLetters = z.strictObject({
  count,
  dead_letters: z.array(
    z.strictObject({
      id: z.string(),
      created_at: EpochMs,
      died_at: EpochMs,
      failures: count,
      failure: z.string().describe("Of the last try: `unreachable`, `http_500`."),
      message: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Answer of `POST /channels/{id}/dead-letters/replay`. */
export const Replayed = z.strictObject({ replayed: count, remaining: count });

/** Answer of `POST /messages/preview`. Which fields there are is the medium's. */
export const MessagePreview = z.strictObject({
  medium: Medium,
  subject: z.string().optional(),
  title: z.string().optional(),
  html: z.string().optional(),
  text: z.string().nullable().optional(),
  url: z.string().nullable().optional(),
  body: z.unknown().optional(),
  faults: z.array(z.strictObject({ pointer: z.string(), reason: z.string() })),
});

/** Answer of `GET /inbox`. */
export const Inbox = z.strictObject({
  messages: z.array(
    z.strictObject({
      id: z.string(),
      contact: z.string(),
      medium: Medium,
      at: EpochMs,
      to: z.string().nullable(),
      subject: z.string().nullable(),
      html: z.string().nullable(),
      text: z.string().nullable(),
      url: z.string().nullable(),
      headers: z.record(z.string(), z.string()),
    }),
  ),
});
