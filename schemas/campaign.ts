import * as z from "zod";
import { Duration, EventName } from "./audience.ts";
import {
  CAPS_PER_CAMPAIGN_MAX,
  CREATIVE_HTML_MAX_LENGTH,
  CREATIVE_SIDE_MAX_PX,
  CREATIVES_PER_CAMPAIGN_MAX,
  PLACEMENTS_PER_CAMPAIGN_MAX,
  URL_MAX_LENGTH,
} from "./limits.ts";
import { EpochMs, isCleanText, Slug, text } from "./text.ts";

/** What of an exposure a cap counts. */
export const Counted = z.enum(["viewable", "rendered", "reserved"]);
export type Counted = z.infer<typeof Counted>;

/** Over what a cap counts: the same creative, campaign, placement or channel as what is to be served, or everything. */
export const CapScope = z.enum(["creative", "campaign", "placement", "channel", "site"]);
export type CapScope = z.infer<typeof CapScope>;

/** A stretch of the calendar in the site's time zone; weeks start on Monday. */
export const CalendarPeriod = z.enum(["hour", "day", "week", "month"]);
export type CalendarPeriod = z.infer<typeof CalendarPeriod>;

const capFields = {
  scope: CapScope,
  /** 0 is never. */
  limit: z.number().int().min(0).max(1_000_000),
  counts: Counted.default("viewable"),
};

/** How often a profile may see something. A campaign without caps has none. */
export const Cap = z.discriminatedUnion("window", [
  /** At any moment, of the time that ends with it. */
  z.strictObject({
    ...capFields,
    // Optional as well, so that the union knows the form where the field is absent.
    window: z.literal("sliding").optional().default("sliding"),
    per: Duration,
  }),
  z.strictObject({ ...capFields, window: z.literal("calendar"), per: CalendarPeriod }),
  z.strictObject({ ...capFields, window: z.enum(["lifetime", "session"]) }),
]);
export type Cap = z.infer<typeof Cap>;

/** Addresses that a click may lead to. */
const Target = z
  .url({ protocol: /^https?$/ })
  .max(URL_MAX_LENGTH)
  .refine(isCleanText, "not clean text");
const side = z.number().int().min(1).max(CREATIVE_SIDE_MAX_PX);

export const CreativeContent = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("text"),
    headline: text(200).min(1),
    body: text(2_000).default(""),
    cta: text(100).default(""),
    href: Target,
  }),
  z.strictObject({
    kind: z.literal("image"),
    src: Target,
    /** What is on it, for those who do not see it; empty for decoration. */
    alt: text(500),
    width: side,
    height: side,
    href: Target,
  }),
  z.strictObject({
    kind: z.literal("html"),
    /** Shown in a sandboxed frame of its own. */
    html: text(CREATIVE_HTML_MAX_LENGTH).min(1),
    /** What the frame is about, for screen readers. */
    title: text(200).default(""),
    width: side,
    height: side,
  }),
]);
export type CreativeContent = z.infer<typeof CreativeContent>;

interface Span {
  readonly start: number | null;
  readonly end: number | null;
}
const isForward = ({ start, end }: Span): boolean => start === null || end === null || start < end;
const BACKWARD = { error: "ends before it starts", path: ["end"] };

export const Creative = z
  .strictObject({
    id: Slug,
    /** Share among the creatives of a weighted campaign. */
    weight: z.number().min(0).max(1_000).default(1),
    /** Epoch milliseconds; null is open. */
    start: EpochMs.nullable().default(null),
    end: EpochMs.nullable().default(null),
    /** When somebody should look whether it is still good: reported, nothing else. */
    review_by: EpochMs.nullable().default(null),
    /** Whether the visitor gets a button to close it. */
    closable: z.boolean().default(false),
    content: CreativeContent,
  })
  .refine(isForward, BACKWARD);
export type Creative = z.infer<typeof Creative>;

const hasNoDoubles = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** Body of `PUT /v1/sites/{site}/campaigns/{id}`. */
export const CampaignDefinition = z
  .strictObject({
    name: text(200).min(1),
    /** Whom it is for. */
    audience: Slug,
    /** Spots on the page, as `data-halley-placement` names them. */
    placements: z
      .array(Slug)
      .min(1)
      .max(PLACEMENTS_PER_CAMPAIGN_MAX)
      .refine(hasNoDoubles, "each placement once"),
    status: z.enum(["draft", "live", "paused"]),
    /** Epoch milliseconds; null is open. */
    start: EpochMs.nullable().default(null),
    end: EpochMs.nullable().default(null),
    /** The highest goes first. */
    priority: z.number().int().min(0).max(1_000).default(0),
    /**
     * `sequential`: one creative after the other, each once it was seen. `weighted`: each profile has one of its own, by
     * share. `bandit`: mostly the one that is clicked most, by Thompson sampling.
     */
    rotation: z.enum(["sequential", "weighted", "bandit"]).default("weighted"),
    /** After the last step of a sequence: nothing, from the beginning, or the last one again. */
    end_policy: z.enum(["stop", "loop", "last"]).default("stop"),
    /** Where the next step of a sequence is capped or out of its dates: wait for it, or go on behind it. */
    on_capped_step: z.enum(["wait", "skip"]).default("wait"),
    /** How often it may be seen by all visitors together, ever; null is without limit. Counts viewable exposures. */
    total: z.number().int().min(0).max(1_000_000_000).nullable().default(null),
    /** Share of the audience that is shown nothing, to measure against. */
    holdout: z.number().min(0).max(1).default(0),
    /** What it is for: whoever did it since entering the audience is shown nothing any more. */
    goal: z
      .strictObject({ event: EventName.refine((name) => name !== "*", "one kind of event") })
      .nullable()
      .default(null),
    caps: z.array(Cap).max(CAPS_PER_CAMPAIGN_MAX).default([]),
    creatives: z
      .array(Creative)
      .min(1)
      .max(CREATIVES_PER_CAMPAIGN_MAX)
      .refine((creatives) => hasNoDoubles(creatives.map(({ id }) => id)), "each id once"),
  })
  .refine(isForward, BACKWARD)
  .refine(
    ({ rotation, creatives }) =>
      rotation !== "weighted" || creatives.length === 0 || creatives.some(({ weight }) => weight !== 0),
    { error: "the weights sum to 0", path: ["creatives"] },
  );
export type CampaignDefinition = z.infer<typeof CampaignDefinition>;
export type CampaignInput = z.input<typeof CampaignDefinition>;
