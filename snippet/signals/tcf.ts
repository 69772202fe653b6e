import type { ConsentStamp } from "../../schemas/consent.ts";
import type { HearSettings } from "../../schemas/snippet-settings.ts";
import type { Bits, TcData } from "./tools.ts";

/** What each purpose of ours needs beside purpose 1, to store: 9 to measure, 3 to profile, 7 to measure ads, 4 to select. */
const NEEDS = { analytics_storage: 9, ad_storage: 3, ad_user_data: 7, ad_personalization: 4 };

/** Optional segments say what they are with their first three bits: 3 is the publisher's own. */
const hasPublisher = (text: string): boolean => /\.[Y-Za-f]/.test(text);

/** What the visitor allows the site itself. Whether the string may be used is for the server to say in full. */
export const tcfStates = (data: TcData, fallback: HearSettings["tcf"]): ConsentStamp => {
  const { tcString, tcfPolicyVersion, isServiceSpecific, purpose, vendor, publisher } = data;
  let consents: Bits = {};
  if (hasPublisher(tcString)) consents = publisher.consents;
  else if (fallback === "purposes" || (fallback !== "deny" && vendor.consents[fallback])) {
    consents = purpose.consents;
  }
  const isValid = tcfPolicyVersion > 3 && isServiceSpecific && consents[1];
  return Object.fromEntries(
    Object.entries(NEEDS).map(([name, need]) => [name, isValid && consents[need] ? "granted" : "denied"]),
  );
};
