import * as z from "zod";
import {
  DEAD_LETTERS_MAX,
  URL_MAX_LENGTH,
  WEBHOOK_SECRET_MAX_BYTES,
  WEBHOOK_SECRET_MIN_BYTES,
} from "./limits.ts";

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

/** POSTs to a server, signed as Standard Webhooks says. */
const WebhookChannel = z.strictObject({
  kind: z.literal("webhook"),
  url: ChannelUrl,
  /** Write-only: no answer ever shows it. */
  secret: WebhookSecret,
});

/** Body of `PUT /channels/{id}`. */
export const ChannelConfiguration = z.discriminatedUnion("kind", [WebhookChannel]);
export type ChannelConfiguration = z.infer<typeof ChannelConfiguration>;

/** Body of `POST /channels/{id}/dead-letters/replay`: those named, or without `ids` the oldest. */
export const ReplayRequest = z.strictObject({
  ids: z.array(z.string().max(64)).min(1).max(DEAD_LETTERS_MAX).optional(),
});
