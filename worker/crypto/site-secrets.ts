import { hkdfSync } from "node:crypto";

/** What a site signs, hashes and seals with; every key is derived from the instance's root secret. */
export interface SiteSecrets {
  /** Keys the digests that turn addresses and foreign ids into ours. */
  readonly pepper: Uint8Array;
  readonly cookie: Uint8Array;
  readonly cursor: Uint8Array;
  readonly seal: Uint8Array;
  /** Keys the pseudonyms of whatever outlives a profile: consent records, tombstones, receipts, the audit. */
  readonly pseudonym: Uint8Array;
  /** Seed of the key pair that signs checkpoints. */
  readonly checkpoint: Uint8Array;
  /** Signs the links of messages. */
  readonly link: Uint8Array;
  /** Signs links that confirm an address. */
  readonly confirmation: Uint8Array;
  /** Seed of the key pair that signs what became of requests for deletion. */
  readonly deletion: Uint8Array;
}

const derive = (root: string, site: string, use: string): Uint8Array =>
  new Uint8Array(hkdfSync("sha256", root, site, `halley/1/${use}`, 32));

const derived = new Map<string, SiteSecrets>();

/** Derivation costs an HMAC per key, so each isolate does it once per site. */
export const siteSecrets = (root: string, site: string): SiteSecrets => {
  const name = `${site}\0${root}`;
  let secrets = derived.get(name);
  if (secrets === undefined) {
    secrets = {
      pepper: derive(root, site, "pepper"),
      cookie: derive(root, site, "cookie"),
      cursor: derive(root, site, "cursor"),
      seal: derive(root, site, "seal"),
      pseudonym: derive(root, site, "pseudonym"),
      checkpoint: derive(root, site, "checkpoint"),
      link: derive(root, site, "link"),
      confirmation: derive(root, site, "confirmation"),
      deletion: derive(root, site, "deletion"),
    };
    derived.set(name, secrets);
  }
  return secrets;
};
