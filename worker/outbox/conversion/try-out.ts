import type { ConversionKind } from "../../domain/conversion/conversion-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { Outcome } from "../delivery.ts";
import { callPlatform } from "../destination/call-platform.ts";
import type { DestinationPorts } from "../destination/destination-ports.ts";
import type { ProviderAnswer } from "../send/call-provider.ts";
import { providerOutcome } from "../send/call-provider.ts";
import { refused } from "../send/outcomes.ts";
import { ga4Url } from "./ga4-url.ts";
import { sendConversion } from "./send-conversion.ts";

const NO_TEST_CODE = refused("test_event_code_missing");

/** The debug server lists what it would have dropped in silence. */
const ga4Finding = (answer: ProviderAnswer | null): Outcome => {
  const outcome = providerOutcome(answer);
  if (outcome.kind !== "delivered") return outcome;
  const messages = answer?.fields["validationMessages"];
  const [first] = Array.isArray(messages) ? (messages as { readonly validationCode?: unknown }[]) : [];
  if (first === undefined) return outcome;
  const code = typeof first.validationCode === "string" ? first.validationCode : "";
  return refused(/^[A-Z_]{1,64}$/.test(code) ? `ga4_${code.toLowerCase()}` : "ga4_invalid");
};

/**
 * Sends an event where it counts for nothing: to GA4's debug server, to Google to be validated only, and to Meta and TikTok
 * under the code of their pages for test events, without which it would count.
 */
export const tryOut = async (
  body: object,
  destination: OpenedDestination<ConversionKind>,
  ports: DestinationPorts,
): Promise<Outcome> => {
  switch (destination.kind) {
    case "meta_conversions":
    case "tiktok_events":
      return destination.test_event_code === undefined
        ? NO_TEST_CODE
        : sendConversion(body, destination, ports);
    case "google_conversions":
      return sendConversion({ ...body, validateOnly: true }, destination, ports);
    case "ga4": {
      const url = ga4Url(destination, "/debug/mp/collect");
      const asked = JSON.stringify({ ...body, validation_behavior: "ENFORCE_RECOMMENDATIONS" });
      return ga4Finding(await callPlatform({ method: "POST", url, headers: {}, body: asked }, ports.now()));
    }
  }
};
