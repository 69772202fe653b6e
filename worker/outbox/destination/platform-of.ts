import type { AudienceKind } from "../../../schemas/destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { AudiencePlatform } from "./audience-platform.ts";
import { googleDataManager } from "./google-data-manager.ts";
import { linkedinAudience } from "./linkedin-audience.ts";
import { metaCustomAudience } from "./meta-custom-audience.ts";
import { tiktokAudience } from "./tiktok-audience.ts";
import { webhookAudience } from "./webhook-audience.ts";

type Platforms = { readonly [Kind in AudienceKind]: AudiencePlatform<OpenedDestination<Kind>> };

const PLATFORMS: Platforms = {
  google_data_manager: googleDataManager,
  meta_custom_audience: metaCustomAudience,
  tiktok_audience: tiktokAudience,
  linkedin_audience: linkedinAudience,
  webhook: webhookAudience,
};

/** How audiences are pushed to a kind of destination. */
export const platformOf = (kind: AudienceKind): AudiencePlatform => PLATFORMS[kind];
