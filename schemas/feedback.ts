import * as z from "zod";

/**
 * What providers report. Only what is looked at is named: they add fields at any time, and a report that cannot be read is
 * no report of ours.
 */
const optionalText = z.string().optional().catch(undefined);

/** The ids that were given to a provider with a message. */
export const Metadata = z.object({ halley_contact: optionalText, halley_message: optionalText }).catch({
  halley_contact: undefined,
  halley_message: undefined,
});
export type Metadata = z.infer<typeof Metadata>;

/** https://resend.com/docs/webhooks/event-types */
export const ResendReport = z.object({
  type: z.string(),
  created_at: optionalText,
  data: z.object({
    tags: Metadata,
    bounce: z.object({ type: z.string() }).optional().catch(undefined),
  }),
});
export type ResendReport = z.infer<typeof ResendReport>;

/** https://postmarkapp.com/developer/webhooks/webhooks-overview */
export const PostmarkReport = z.object({
  RecordType: z.string(),
  Type: optionalText,
  Inactive: z.boolean().optional().catch(undefined),
  SuppressSending: z.boolean().optional().catch(undefined),
  SuppressionReason: z.string().nullish().catch(undefined),
  BouncedAt: optionalText,
  DeliveredAt: optionalText,
  ChangedAt: optionalText,
  Metadata,
});
export type PostmarkReport = z.infer<typeof PostmarkReport>;

/** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event */
export const SendgridReport = z.object({
  event: z.string(),
  /** Seconds. */
  timestamp: z.number().optional().catch(undefined),
  type: optionalText,
  reason: optionalText,
  halley_contact: optionalText,
  halley_message: optionalText,
});
export type SendgridReport = z.infer<typeof SendgridReport>;

/** https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads */
export const MailgunReport = z.object({
  signature: z.object({ timestamp: z.string(), token: z.string(), signature: z.string() }),
  "event-data": z.object({
    event: z.string(),
    severity: optionalText,
    reason: optionalText,
    /** Seconds, with a fraction. */
    timestamp: z.number().optional().catch(undefined),
    "user-variables": Metadata,
  }),
});
export type MailgunReport = z.infer<typeof MailgunReport>;
