import type { Environment } from "../configuration/environment.ts";
import { type SiteSecrets, siteSecrets } from "../crypto/site-secrets.ts";
import { Refusal } from "./refusal.ts";

const SECRET_MIN_LENGTH = 32;

/** Keys of a site. An instance without a root secret answers nothing rather than signing with a known one. */
export const secretsOf = (env: Environment, site: string): SiteSecrets => {
  const root = env.HALLEY_SECRET ?? "";
  if (root.length < SECRET_MIN_LENGTH) throw new Refusal("internal", { detail: "HALLEY_SECRET is not set." });
  return siteSecrets(root, site);
};
