import * as z from "zod";
import {
  CHANNEL_SECRET_MAX_LENGTH,
  DEAD_LETTERS_MAX,
  EMAIL_MAX_LENGTH,
  HOST_MAX_LENGTH,
  SENDER_MAX_LENGTH,
  URL_MAX_LENGTH,
  WEBHOOK_SECRET_MAX_BYTES,
  WEBHOOK_SECRET_MIN_BYTES,
} from "./limits.ts";
import { isMailbox, readSender } from "./sender.ts";
import { text } from "./text.ts";

/**
 * An address in plain ASCII: names of other scripts in their `xn--` form. No credentials, no fragment, nothing that two
 * parsers could read in two ways. Which hosts may be called is not the form's business.
 */
export const ChannelUrl = z
  .string()
  .max(URL_MAX_LENGTH)
  .regex(
    /^https?:\/\/(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:[/?][!$-;=?-[\]_a-z~]*)?$/,
  );

const BASE64 = /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const hasKeyLength = (secret: string): boolean => {
  const encoded = secret.slice(secret.indexOf("_") + 1);
  const bytes = (encoded.length / 4) * 3 - (encoded.length - encoded.replace(/=+$/, "").length);
  return bytes >= WEBHOOK_SECRET_MIN_BYTES && bytes <= WEBHOOK_SECRET_MAX_BYTES;
};

/** Standard Webhooks: `whsec_` and base64 of the key. */
export const WebhookSecret = z
  .string()
  .max(100)
  .regex(BASE64)
  .refine(hasKeyLength, `a key of ${WEBHOOK_SECRET_MIN_BYTES} to ${WEBHOOK_SECRET_MAX_BYTES} bytes`);

/** `Name <address>` or an address. */
const From = z
  .string()
  .max(SENDER_MAX_LENGTH)
  .refine((from) => readSender(from) !== null, "`Name <address>` or an address");

/** Name or IPv4 address of a server, in plain ASCII. */
const Host = z
  .string()
  .max(HOST_MAX_LENGTH)
  .regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/);

/** What a provider calls a key or a token; fits into a header. */
const Token = z
  .string()
  .max(CHANNEL_SECRET_MAX_LENGTH)
  .regex(/^[!-~]+$/);

/** A name or a password as a person chose it. */
const Credential = text(CHANNEL_SECRET_MAX_LENGTH).min(1);

const api = {
  /** In place of the provider's address: only on the same machine, under the manual clock or in development. */
  base_url: ChannelUrl.regex(/^[^?]*$/).optional(),
};

const bothOrNeither = (a: unknown, b: unknown): boolean => (a === undefined) === (b === undefined);

/** POSTs to a server, signed as Standard Webhooks says. */
const WebhookChannel = z.strictObject({
  kind: z.literal("webhook"),
  url: ChannelUrl,
  /** Write-only: no answer ever shows it. */
  secret: WebhookSecret,
});

/** E-mail handed to a mail server. `starttls` and `tls` are never given up for an unencrypted connection. */
const SmtpChannel = z
  .strictObject({
    kind: z.literal("smtp"),
    host: Host,
    port: z.number().int().min(1).max(65_535),
    security: z.enum(["none", "starttls", "tls"]),
    username: Credential.optional(),
    /** Write-only, as all secrets below. */
    password: Credential.optional(),
    from: From,
  })
  .refine(({ username, password }) => bothOrNeither(username, password), {
    error: "a name and a password, or neither",
    path: ["password"],
  });

const ResendChannel = z.strictObject({
  kind: z.literal("resend"),
  api_key: Token,
  from: From,
  /** Of the webhook that reports bounces. */
  webhook_secret: WebhookSecret.optional(),
  ...api,
});

const PostmarkChannel = z
  .strictObject({
    kind: z.literal("postmark"),
    server_token: Token,
    from: From,
    message_stream: z
      .string()
      .regex(/^[a-zA-Z0-9-]{1,100}$/)
      .optional(),
    /** Name and password in the address of the webhook that reports bounces. */
    webhook_username: Token.regex(/^[^:]*$/).optional(),
    webhook_password: Token.optional(),
    ...api,
  })
  .refine(({ webhook_username, webhook_password }) => bothOrNeither(webhook_username, webhook_password), {
    error: "a name and a password, or neither",
    path: ["webhook_password"],
  });

const SendgridChannel = z.strictObject({
  kind: z.literal("sendgrid"),
  api_key: Token,
  from: From,
  /** Verification key of the signed event webhook: base64 of an ECDSA P-256 key. */
  webhook_public_key: z
    .string()
    .regex(/^[A-Za-z0-9+/]{80,200}={0,2}$/)
    .optional(),
  ...api,
});

const MailgunChannel = z.strictObject({
  kind: z.literal("mailgun"),
  api_key: Token,
  domain: Host,
  region: z.enum(["us", "eu"]),
  from: From,
  webhook_signing_key: Token.optional(),
  ...api,
});

/** SMS, from a number or from what a messaging service chooses. */
const TwilioChannel = z
  .strictObject({
    kind: z.literal("twilio"),
    account_sid: z.string().regex(/^AC[0-9a-fA-F]{32}$/),
    auth_token: Token,
    /** A number (E.164), a short code, or a name of up to 11 letters and digits. */
    from: z
      .string()
      .regex(/^(?:\+[1-9]\d{6,14}|\d{3,8}|[A-Za-z0-9 ]{1,11})$/)
      .optional(),
    messaging_service_sid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/)
      .optional(),
    ...api,
  })
  .refine(({ from, messaging_service_sid }) => !bothOrNeither(from, messaging_service_sid), {
    error: "a sender or a messaging service",
    path: ["from"],
  });

/** Web push (RFC 8292). Without keys the server makes a pair and keeps it. */
const WebpushChannel = z.strictObject({
  kind: z.literal("webpush"),
  /** Whom push services can turn to. */
  subject: z
    .string()
    .max(URL_MAX_LENGTH)
    .regex(/^(?:mailto:[^\s<>"]+@[^\s<>"@]+|https:\/\/[!-;=?-~]+)$/),
  /** Base64url of the 65 bytes of a P-256 point. */
  vapid_public_key: z
    .string()
    .regex(/^[\w-]{87}$/)
    .optional(),
  /** Base64url of 32 bytes. */
  vapid_private_key: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
});

/** Sends nothing: what would have been sent is kept for a page of the demo. Under the manual clock and in development only. */
const InboxChannel = z.strictObject({
  kind: z.literal("inbox"),
  medium: z.enum(["email", "sms", "push"]),
});

/** Body of `PUT /channels/{id}`. */
export const ChannelConfiguration = z.discriminatedUnion("kind", [
  WebhookChannel,
  SmtpChannel,
  ResendChannel,
  PostmarkChannel,
  SendgridChannel,
  MailgunChannel,
  TwilioChannel,
  WebpushChannel,
  InboxChannel,
]);
export type ChannelConfiguration = z.infer<typeof ChannelConfiguration>;
export type ChannelKind = ChannelConfiguration["kind"];

/** Fields that no answer shows, and the field without which each means nothing. */
export const SECRET_FIELDS = {
  secret: null,
  password: "username",
  api_key: null,
  server_token: null,
  auth_token: null,
  webhook_secret: null,
  webhook_password: "webhook_username",
  webhook_signing_key: null,
  vapid_private_key: null,
} as const;
export type SecretField = keyof typeof SECRET_FIELDS;

/** Body of `POST /channels/{id}/test`: whom to write to, in the form of the channel's medium; nobody for a webhook. */
export const ChannelTest = z.strictObject({
  to: z
    .union([
      z.string().max(EMAIL_MAX_LENGTH).refine(isMailbox, "an address"),
      z.string().regex(/^\+[1-9]\d{6,14}$/),
      z.strictObject({
        endpoint: ChannelUrl,
        p256dh: z.string().regex(/^[\w-]{87}$/),
        auth: z.string().regex(/^[\w-]{22}$/),
      }),
    ])
    .optional(),
});

/** Body of `POST /channels/{id}/dead-letters/replay`: those named, or without `ids` the oldest. */
export const ReplayRequest = z.strictObject({
  ids: z.array(z.string().max(64)).min(1).max(DEAD_LETTERS_MAX).optional(),
});
