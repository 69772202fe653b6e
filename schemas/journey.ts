import * as z from "zod";
import { Condition, Duration, EventName, Property, Rule } from "./audience.ts";
import { Cap } from "./campaign.ts";
import { Purpose } from "./consent.ts";
import { CAPS_PER_CAMPAIGN_MAX } from "./limits.ts";
import {
  BRANCHES_PER_STEP_MAX,
  JOURNEY_STEPS_PER_LIST_MAX,
  MESSAGE_HTML_MAX_LENGTH,
  MESSAGE_TEXT_MAX_LENGTH,
  SUBJECT_MAX_LENGTH,
} from "./limits-outreach.ts";
import { Slug, text } from "./text.ts";

const OneEventName = EventName.refine((name) => name !== "*", "one kind of event");

/** One kind of event, with conditions on its properties. */
export const EventTest = z.strictObject({
  event: OneEventName,
  where: z.array(Condition).min(1).max(20).optional(),
});
export type EventTest = z.infer<typeof EventTest>;

/** `HH:MM` of a day of 24 hours. */
const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** From `from` until `to`, over midnight where `to` is the earlier one; in the contact's time zone. */
export const QuietHours = z
  .strictObject({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from, to }) => from !== to, { error: "quiet for no time, or for ever", path: ["to"] });
export type QuietHours = z.infer<typeof QuietHours>;

/**
 * One message. Which fields it needs is the channel's to say: e-mail `subject` and one of `html` and `text`; SMS `text`; push
 * `title`; a webhook none. Texts are Liquid templates.
 */
export const Send = z.strictObject({
  /** Id of a channel of the site. */
  channel: Slug,
  subject: text(SUBJECT_MAX_LENGTH).min(1).optional(),
  /** Shown behind the subject in a list of mails. */
  preheader: text(SUBJECT_MAX_LENGTH).optional(),
  html: text(MESSAGE_HTML_MAX_LENGTH).min(1).optional(),
  /** Of an e-mail made from `html` where it is left out. */
  text: text(MESSAGE_TEXT_MAX_LENGTH).min(1).optional(),
  title: text(SUBJECT_MAX_LENGTH).min(1).optional(),
  /** Where a click on a push message leads. */
  url: text(2_048).min(1).optional(),
  /** One of the site's topics, which contacts can turn off by itself. */
  topic: Slug.optional(),
  /** The purpose that it needs, where that is not its medium's. */
  purpose: Purpose.optional(),
});
export type Send = z.infer<typeof Send>;

const named = {
  /** Keeps the step's name in reports; made of its place where it is left out. */
  id: Slug.optional(),
};

/** Something is done, or waited for. `branch` takes the first list whose rule holds, or `else`, and goes on behind itself. */
export type Step =
  | { id?: string | undefined; wait: Duration }
  | { id?: string | undefined; wait_until: EventTest; timeout: Duration }
  | { id?: string | undefined; branch: { if: Rule; then: Step[] }[]; else?: Step[] | undefined }
  | { id?: string | undefined; send: Send }
  | { id?: string | undefined; stop: true };

export const Step: z.ZodType<Step> = z.lazy(() =>
  z.union([
    z.strictObject({ ...named, wait: Duration }),
    z.strictObject({ ...named, wait_until: EventTest, timeout: Duration }),
    z.strictObject({
      ...named,
      branch: z
        // oxlint-disable-next-line unicorn/no-thenable -- the field's name; nothing awaits it
        .array(z.strictObject({ if: Rule, then: z.array(Step).max(JOURNEY_STEPS_PER_LIST_MAX) }))
        .min(1)
        .max(BRANCHES_PER_STEP_MAX),
      else: z.array(Step).max(JOURNEY_STEPS_PER_LIST_MAX).optional(),
    }),
    z.strictObject({ ...named, send: Send }),
    z.strictObject({ ...named, stop: z.literal(true) }),
  ]),
);

const oneOrMore = z.union([EventTest, z.array(EventTest).min(1).max(10)]);

/** Body of `PUT /v1/sites/{site}/journeys/{id}`. */
export const JourneyDefinition = z.strictObject({
  name: text(200).min(1),
  status: z.enum(["draft", "live", "paused"]),
  /** What brings a contact in: the entry into an audience, or an event. */
  enter: z.union([z.strictObject({ audience: Slug }), EventTest]),
  /** A property that tells instances apart: each cart has one of its own. Null: one instance of a contact at a time. */
  key: Property.nullable().default(null),
  /** What must hold when it begins, and again at each message. */
  filter: Rule.nullable().default(null),
  /** With a key: events of that key that begin the present wait anew. */
  restart_on: z.array(OneEventName).max(20).default(["add_to_cart", "remove_from_cart"]),
  /** Whether the same contact, with the same key, may come in again. */
  reentry: z.enum(["never", "after_exit", "always"]).default("after_exit"),
  /** At least this long after it came in before. */
  reentry_after: Duration.nullable().default(null),
  /** What ends it, also in the middle of a wait. With a key, only what carries the same key or none. */
  exit: oneOrMore.nullable().default(null),
  /** Whether leaving the audience that it was entered by ends it. */
  exit_on_leave: z.boolean().default(false),
  /** No message is sent within these hours: it waits for their end. */
  quiet_hours: QuietHours.nullable().default(null),
  /** Shared with campaigns: `campaign` is this journey, `creative` the step, `placement` and `channel` the channel's id and medium. */
  caps: z.array(Cap).max(CAPS_PER_CAMPAIGN_MAX).default([]),
  /** What happens to a message over a cap: it is left out, or waits until the cap allows it. */
  over_cap: z.enum(["skip", "defer"]).default("skip"),
  /** Of several journeys that would write at the same moment the highest goes first. */
  priority: z.number().int().min(0).max(1_000).default(0),
  steps: z.array(Step).min(1).max(JOURNEY_STEPS_PER_LIST_MAX),
});
export type JourneyDefinition = z.infer<typeof JourneyDefinition>;
export type JourneyInput = z.input<typeof JourneyDefinition>;
