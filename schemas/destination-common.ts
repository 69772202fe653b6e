import * as z from "zod";
import { ChannelUrl } from "./channel.ts";
import { DESTINATION_SECRET_MAX_LENGTH, PLATFORM_ID_MAX_LENGTH } from "./limits-destination.ts";

/** What a platform calls a key or a token; fits into a header. */
export const PlatformToken = z
  .string()
  .max(DESTINATION_SECRET_MAX_LENGTH)
  .regex(/^[!-~]+$/);

/** An account, a list or a pixel, as its platform numbers it. */
export const PlatformId = z
  .string()
  .max(PLATFORM_ID_MAX_LENGTH)
  .regex(/^[0-9A-Za-z_-]+$/);

/** Google's and Meta's numbers are written without dashes and without `act_`. */
export const PlatformNumber = z
  .string()
  .max(PLATFORM_ID_MAX_LENGTH)
  .regex(/^[0-9]+$/);

/** A private key of a service account, as its JSON file has it. */
const PrivateKey = z
  .string()
  .max(DESTINATION_SECRET_MAX_LENGTH)
  .regex(/^-----BEGIN PRIVATE KEY-----\n[A-Za-z0-9+/=\n]+-----END PRIVATE KEY-----\n?$/);

/** Of every destination. */
export const common = {
  /** `paused`: nothing is added; what has to be removed still is. */
  status: z.enum(["live", "paused"]).default("live"),
};

/** Of every platform. */
export const platform = {
  ...common,
  /** In place of the platform's address: only on the same machine, under the manual clock or in development. */
  base_url: ChannelUrl.regex(/^[^?]*$/).optional(),
};

/** Who a service account speaks as: two fields of its JSON file. */
export const serviceAccount = {
  client_email: z.email().max(254),
  /** Write-only, as all secrets of destinations. */
  private_key: PrivateKey,
};

const GoogleAccount = z.strictObject({
  account_type: z.enum([
    "GOOGLE_ADS",
    "DISPLAY_VIDEO_PARTNER",
    "DISPLAY_VIDEO_ADVERTISER",
    "DATA_PARTNER",
    "GOOGLE_ANALYTICS_PROPERTY",
    "GOOGLE_AD_MANAGER_AUDIENCE_LINK",
  ]),
  account_id: PlatformNumber,
});

/** Whose data it becomes, and through whose access: a manager account where that is another. */
export const googleAccounts = {
  operating_account: GoogleAccount,
  login_account: GoogleAccount.optional(),
};

/** Of the Graph API: `v25.0`. */
export const MetaVersion = z.string().regex(/^v\d{2}\.\d$/);
