import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Version of the sealing key; a sealed text names it, so that keys can change without re-writing rows at once. */
export const KEY_VERSION = 1;
export const IV_BYTES = 12;
export const TAG_BYTES = 16;

/** Where a sealed value lives. It is authenticated, so that a ciphertext moved to another row does not open. */
export interface SealedAt {
  readonly table: string;
  readonly column: string;
  readonly row: string;
}

export const additionalData = (at: SealedAt): string => JSON.stringify([at.table, at.column, at.row]);

/** AES-256-GCM: `version.base64url(iv ‖ ciphertext ‖ tag)`. */
export const seal = (key: Uint8Array, at: SealedAt, clear: string): string => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(additionalData(at)));
  const sealed = Buffer.concat([iv, cipher.update(clear, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${KEY_VERSION}.${sealed.toString("base64url")}`;
};

/** Throws where the text was not sealed with this key for this place: that is a broken invariant, not bad input. */
export const open = (key: Uint8Array, at: SealedAt, sealed: string): string => {
  const [version, body] = sealed.split(".");
  if (version !== String(KEY_VERSION) || body === undefined) throw new Error("sealed with an unknown key");
  const bytes = Buffer.from(body, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(additionalData(at)))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
};
