import type { OpenedDestination } from "../destination/destination-parts.ts";
import type { EmailForm, PhoneForm } from "../match-key/email-form.ts";
import type { ConversionKind } from "./conversion-destination.ts";
import type { Conversion, Written } from "./conversion.ts";
import { ga4Event } from "./ga4-event.ts";
import { googleConversion } from "./google-conversion.ts";
import { metaPurchase } from "./meta-purchase.ts";
import { tiktokPurchase } from "./tiktok-purchase.ts";

/** How a platform spells addresses before it hashes them; null for one that is told none. */
export interface Spelling {
  readonly email: EmailForm;
  readonly phone: PhoneForm;
}

/** TikTok's events take addresses as they are, where its customer files cut what follows a plus sign. */
export const SPELLINGS: Readonly<Record<ConversionKind, Spelling | null>> = {
  meta_conversions: { email: "basic", phone: "digits" },
  google_conversions: { email: "google", phone: "plus" },
  tiktok_events: { email: "basic", phone: "plus" },
  ga4: null,
};

/** The body that tells a destination of a conversion. `now` is epoch milliseconds. */
export const writeConversion = (
  conversion: Conversion,
  destination: OpenedDestination<ConversionKind>,
  now: number,
): Written => {
  switch (destination.kind) {
    case "meta_conversions":
      return metaPurchase(conversion, destination, now);
    case "ga4":
      return ga4Event(conversion, destination, now);
    case "google_conversions":
      return googleConversion(conversion, destination);
    case "tiktok_events":
      return tiktokPurchase(conversion, destination);
  }
};
