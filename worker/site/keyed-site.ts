import type { KeyRequest, RotationRequest } from "../../schemas/key.ts";
import { KEYS_PER_SITE_MAX } from "../../schemas/limits.ts";
import { LIVE_KEYS_PER_CHAIN_MAX } from "../../schemas/limits-export.ts";
import { clock } from "../configuration/clock.ts";
import { randomDigits, sha256Hex } from "../crypto/digest.ts";
import type { KeyMade, KeyRotation, SiteWrite } from "../domain/site-rpc.ts";
import { earlierEnd, isExpired, type StoredKey } from "../domain/stored-key.ts";
import { OutreachSite } from "./outreach-site.ts";

const newKey = (): KeyMade => {
  const id = randomDigits().slice(0, 10);
  return { id, key: `hk_${id}_${randomDigits()}${randomDigits()}` };
};

/** Who may ask: keys are made, take each other's place, and end. */
export abstract class KeyedSite extends OutreachSite {
  async createKey(request: KeyRequest, actor: string): Promise<SiteWrite<KeyMade>> {
    if (this.keys.list().length >= KEYS_PER_SITE_MAX) return { kind: "limit" };
    const { label, scopes, audiences = null, formats = null, networks = null, expires_at = null } = request;
    const made = newKey();
    const snapshot = this.change(actor, "key.create", made.id, request, () => {
      this.#add(made, {
        label,
        scopes,
        limits: { audiences, formats, networks },
        expiresAt: expires_at,
        chain: made.id,
      });
    });
    return { kind: "done", value: made, snapshot };
  }

  /** A key with the same rights, beside the one whose place it takes. */
  async rotateKey(id: string, request: RotationRequest, actor: string): Promise<KeyRotation> {
    const now = clock.now();
    const keys = this.keys.list();
    const old = keys.find((key) => key.id === id);
    if (old === undefined || isExpired(old, now)) return { kind: "absent" };
    const live = keys.filter((key) => key.chain === old.chain && !isExpired(key, now));
    if (live.length >= LIVE_KEYS_PER_CHAIN_MAX) return { kind: "rotating" };
    if (keys.length >= KEYS_PER_SITE_MAX) return { kind: "limit" };
    const made = newKey();
    const snapshot = this.change(actor, "key.rotate", id, { ...request, id: made.id }, () => {
      this.#add(made, old);
      this.keys.end(id, earlierEnd(old.expiresAt, request.old_expires_at ?? null));
    });
    return { kind: "done", value: made, snapshot };
  }

  async deleteKey(id: string, actor: string): Promise<SiteWrite<null>> {
    if (this.keys.list().every((key) => key.id !== id)) return { kind: "absent" };
    return this.done(actor, "key.revoke", id, null, () => {
      this.keys.revoke(id, clock.now());
    });
  }

  async listKeys(): Promise<Omit<StoredKey, "hash">[]> {
    return this.keys.list().map(({ id, label, scopes, createdAt, limits, expiresAt, chain }) => ({
      id,
      label,
      scopes,
      createdAt,
      limits,
      expiresAt,
      chain,
    }));
  }

  #add({ id, key }: KeyMade, rights: Omit<StoredKey, "id" | "hash" | "createdAt">): void {
    const { label, scopes, limits, expiresAt, chain } = rights;
    const hash = sha256Hex(key);
    this.keys.add({ id, label, hash, scopes, createdAt: clock.now(), limits, expiresAt, chain });
  }
}
