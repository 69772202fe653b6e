import type { OpenedDestination } from "../../domain/destination/destination-parts.ts";

const HOSTS = {
  global: "https://www.google-analytics.com",
  eu: "https://region1.google-analytics.com",
} as const;

/** Google takes the secret in the address only. */
export const ga4Url = (
  { base_url, region, measurement_id, api_secret }: OpenedDestination<"ga4">,
  path: "/mp/collect" | "/debug/mp/collect",
): string => {
  const query = new URLSearchParams({ measurement_id, api_secret });
  return `${base_url ?? HOSTS[region]}${path}?${query.toString()}`;
};
