import { createECDH, type ECDH, randomBytes } from "node:crypto";
// @ts-expect-error -- has no types of its own
import { decrypt } from "http_ece";

const decryptWith = decrypt as (
  body: Buffer,
  how: { version: "aes128gcm"; privateKey: ECDH; authSecret: Buffer },
) => Buffer;

/** A browser with a push subscription, whose messages are opened by the reference implementation of RFC 8188 and 8291. */
export class PushReceiver {
  readonly #own = createECDH("prime256v1");
  readonly #auth: Buffer;

  constructor(keys?: { readonly privateKey: string; readonly auth: string }) {
    if (keys === undefined) this.#own.generateKeys();
    else this.#own.setPrivateKey(Buffer.from(keys.privateKey, "base64url"));
    this.#auth = keys === undefined ? randomBytes(16) : Buffer.from(keys.auth, "base64url");
  }

  get keys(): { p256dh: string; auth: string } {
    return { p256dh: this.#own.getPublicKey("base64url"), auth: this.#auth.toString("base64url") };
  }

  /** Throws what is not meant for it. */
  open(body: Uint8Array): string {
    const opened = decryptWith(Buffer.from(body), {
      version: "aes128gcm",
      privateKey: this.#own,
      authSecret: this.#auth,
    });
    return opened.toString("utf8");
  }
}
