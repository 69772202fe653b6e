import type { ConversionKind } from "../../domain/conversion/conversion-destination.ts";
import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";
import type { Outcome } from "../delivery.ts";
import { callPlatform } from "../destination/call-platform.ts";
import type { DestinationPorts } from "../destination/destination-ports.ts";
import { googleAccess } from "../destination/google-access.ts";
import { providerOutcome } from "../send/call-provider.ts";
import { channelDown } from "../send/outcomes.ts";
import { googleOutcome, metaOutcome, tiktokOutcome } from "./conversion-outcome.ts";
import { ga4Url } from "./ga4-url.ts";

const post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: object,
  ports: DestinationPorts,
) => callPlatform({ method: "POST", url, headers, body: JSON.stringify(body) }, ports.now());

/** https://developers.facebook.com/docs/marketing-api/conversions-api/using-the-api */
const sendMeta = async (
  body: object,
  destination: OpenedDestination<"meta_conversions">,
  ports: DestinationPorts,
): Promise<Outcome> => {
  const { base_url = "https://graph.facebook.com", version, pixel_id, access_token } = destination;
  const url = `${base_url}/${version}/${pixel_id}/events`;
  return metaOutcome(await post(url, { authorization: `Bearer ${access_token}` }, body, ports));
};

/** https://business-api.tiktok.com/portal/docs?id=1771101276978178 */
const sendTiktok = async (
  body: object,
  { base_url = "https://business-api.tiktok.com", access_token }: OpenedDestination<"tiktok_events">,
  ports: DestinationPorts,
): Promise<Outcome> => {
  const url = `${base_url}/open_api/v1.3/event/track/`;
  return tiktokOutcome(await post(url, { "access-token": access_token }, body, ports));
};

/** https://developers.google.com/data-manager/api/reference/rest/v1/events/ingest */
const sendGoogle = async (
  body: object,
  destination: OpenedDestination<"google_conversions">,
  ports: DestinationPorts,
): Promise<Outcome> => {
  const access = await googleAccess(destination, ports);
  // Without access every conversion fails, until somebody mends it.
  if (access.kind === "later") return channelDown(access.reason, access.retryAfterMs);
  if (access.kind === "refused") return channelDown(access.reason);
  const { base_url = "https://datamanager.googleapis.com" } = destination;
  const headers = { authorization: `Bearer ${access.token}` };
  return googleOutcome(await post(`${base_url}/v1/events:ingest`, headers, body, ports));
};

/** One try to tell a platform of one conversion. Whatever goes wrong is an outcome; nothing is thrown. */
export const sendConversion = async (
  body: object,
  destination: OpenedDestination<ConversionKind>,
  ports: DestinationPorts,
): Promise<Outcome> => {
  // It was checked when it was saved; an instance on trial may have become one that serves others.
  if (!ports.isTrial && destination.base_url !== undefined) return channelDown("target_not_public");
  switch (destination.kind) {
    case "meta_conversions":
      return sendMeta(body, destination, ports);
    case "tiktok_events":
      return sendTiktok(body, destination, ports);
    case "google_conversions":
      return sendGoogle(body, destination, ports);
    case "ga4":
      // Answered with 2xx whatever it says: only its debug server looks into it.
      return providerOutcome(await post(ga4Url(destination, "/mp/collect"), {}, body, ports));
  }
};
