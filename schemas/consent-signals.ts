import * as z from "zod";
import type { ConsentStamp } from "./consent.ts";

/**
 * What a browser's choices rest on, as it writes it. It goes with every beacon, so that the server weighs each one by
 * itself and remembers none of it.
 */
export interface ConsentSignals {
  /** IAB TC string. */
  tcf?: string | undefined;
  /** IAB GPP string. */
  gpp?: string | undefined;
  /** Google Consent Mode: what its commands come to at the visitor's place. */
  google?: { default?: ConsentStamp; update?: ConsentStamp | undefined } | undefined;
  /** When the visitor knowingly overrode Global Privacy Control, by the browser's clock; callers may say `true`. */
  override_gpc?: number | boolean | undefined;
  /** Name of the banner's file that was shown: it carries a hash of its code, style and words. */
  notice?: string | undefined;
}

/** The same as it arrives: whatever the parts are, they are heard, because a malformed signal is a denial and no error. */
export const ArrivedSignals = z.object({
  tcf: z.unknown().optional(),
  gpp: z.unknown().optional(),
  google: z.unknown().optional(),
  override_gpc: z.unknown().optional(),
  notice: z.unknown().optional(),
});
export type ArrivedSignals = z.infer<typeof ArrivedSignals>;

/** Whose word it is. */
export type SignalSource = "tcf" | "gpp" | "google";

/**
 * Why a signal counts as denied: it does not decode, it decodes but may not be used, or it is older than consent may be.
 */
export type SignalFault = "malformed" | "invalid" | "expired";
