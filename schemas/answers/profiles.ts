import * as z from "zod";
import { BotMark } from "../bot.ts";
import { DeviceClass } from "../audience.ts";
import { Medium } from "../channel-medium.ts";
import { ConsentSource, ConsentStamp, ConsentState, Purpose } from "../consent.ts";
import { EpochMs, Slug } from "../text.ts";

const count = z.number().int().min(0);
const ProfileKind = z.enum(["visitor", "contact"]);

/** Country and subdivision; null where unknown. */
export const ShownRegion = z.strictObject({
  country: z.string().nullable(),
  subdivision: z.string().nullable(),
});

/** The explicit choices of a profile; a purpose left out is unset. */
export const Choices = z.partialRecord(
  Purpose,
  z.strictObject({
    state: ConsentState,
    source: ConsentSource,
    at: EpochMs,
    overridesGpc: z
      .boolean()
      .optional()
      .describe("Granted knowing that the browser sends Global Privacy Control."),
  }),
);

/** Answer of `GET /profiles/lookup`. */
export const ProfileLookup = z.strictObject({ profile: z.string(), kind: ProfileKind });

/** One event as a profile keeps it: GA4's parameters by their names. */
const EventView = z.looseObject({ id: z.string(), type: z.string(), at: EpochMs, n: count });

const OutreachView = z.strictObject({
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  suppressed: z.partialRecord(
    Medium,
    z.strictObject({
      reason: z.string(),
      at: EpochMs,
      isByWord: z
        .literal(true)
        .optional()
        .describe("The contact answered a message with STOP: answering START lifts it."),
    }),
  ),
  topics_off: z.array(z.string()),
  push_subscribers: count,
  journeys: z.array(
    z.strictObject({
      journey: Slug,
      version: count,
      key: z.string().nullable(),
      entered_at: EpochMs,
      step: z.string(),
      wakes_at: EpochMs,
    }),
  ),
  journeys_ended: z.array(
    z.strictObject({
      journey: Slug,
      key: z.string().nullable(),
      entered_at: EpochMs,
      ended_at: EpochMs,
      end: z.string(),
    }),
  ),
});

const Exposure = z.strictObject({
  campaign: z.string(),
  creative: z.string(),
  placement: z.string(),
  channel: z.string(),
  reserved_at: EpochMs,
  rendered_at: EpochMs.nullable(),
  viewable_at: EpochMs.nullable(),
  clicked_at: EpochMs.nullable(),
  ghost: z.boolean().describe("What would have been shown to somebody who is held out."),
  probability: z.number().nullable(),
});

/** Answer of `GET /profiles/{id}`. */
export const Profile = z.strictObject({
  profile: z.string(),
  kind: ProfileKind,
  known: z.boolean(),
  first_seen_at: EpochMs,
  last_seen_at: EpochMs,
  region: ShownRegion,
  device: DeviceClass.nullable(),
  language: z.string().nullable(),
  account_domain: z.string().nullable(),
  bot: BotMark.nullable().describe("Whether it is held for a bot's, and takes part in nothing: who says so."),
  consent: Choices,
  consent_effective: z.strictObject(ConsentStamp.required().shape),
  events: z.array(EventView),
  folded: z.record(z.string(), z.strictObject({ count, firstAt: EpochMs, lastAt: EpochMs })),
  truncated: z.boolean().describe("Whether older events were folded into counters."),
  touches: z.array(
    z.strictObject({
      at: EpochMs,
      event: z.string(),
      utm: z.record(z.string(), z.string()),
      clickIds: z.record(z.string(), z.string()),
    }),
  ),
  exposures: z.array(Exposure),
  outreach: OutreachView,
  visitors: z.array(z.string()).describe("Browsers whose history was moved here."),
  refused: z.array(z.strictObject({ at: EpochMs, code: z.string() })),
});

/** Answer of `GET /profiles/{id}/audiences`. */
export const ProfileAudiences = z.strictObject({
  profile: z.string(),
  now: EpochMs,
  audiences: z.array(
    z.strictObject({
      id: Slug,
      name: z.string(),
      version: count,
      member: z.boolean(),
      entered_at: EpochMs.nullable(),
      next_flip_at: EpochMs.nullable(),
      truncated: z.boolean(),
    }),
  ),
});

/** What one part of a rule said. */
export interface ExplainedRule {
  pointer: string;
  kind: "and" | "or" | "not" | "event" | "sequence" | "profile" | "audience" | "consent";
  holds: boolean;
  since: number | null;
  next_flip_at: number | null;
  rules?: ExplainedRule[] | undefined;
  found?: number | undefined;
  events?: { id: string; type: string; at: number }[] | undefined;
  value?: string | number | boolean | null | undefined;
}

const explained = {
  pointer: z.string().describe("RFC 6901, into the definition."),
  kind: z.enum(["and", "or", "not", "event", "sequence", "profile", "audience", "consent"]),
  holds: z.boolean(),
  since: EpochMs.nullable(),
  next_flip_at: EpochMs.nullable(),
  get rules() {
    return z.array(ExplainedRule).optional();
  },
  found: count.optional(),
  events: z.array(z.strictObject({ id: z.string(), type: z.string(), at: EpochMs })).optional(),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
};

export const ExplainedRule: z.ZodType<ExplainedRule> = z.lazy(() => z.strictObject(explained));

/** Answer of `GET /profiles/{id}/explain`. */
export const Explanation = z.strictObject({
  profile: z.string(),
  audience: Slug,
  at: EpochMs,
  version: count,
  eligible: z.strictObject({ kind: z.boolean(), consent: z.boolean(), person: z.boolean() }),
  member: z.boolean(),
  entered_at: EpochMs.nullable(),
  next_flip_at: EpochMs.nullable(),
  truncated: z.boolean(),
  include: ExplainedRule,
  exclude: z.array(z.lazy(() => z.strictObject({ ...explained, mode: z.enum(["temporary", "permanent"]) }))),
});

/** Answer of `PUT /profiles/{id}/bot`. */
export const MarkedProfile = z.strictObject({ profile: z.string(), bot: BotMark });

/** Answer of a merge, and of its reversal. */
export const MergeResult = z.strictObject({
  contact: z.string().describe("Where the contact in question is now."),
  merge: z.string().describe("Id of the merge, to undo it by."),
});
