/** A channel as far as push messages are concerned. */
interface Channel {
  readonly kind: string;
  /** Of a channel of the kind `webpush`: its VAPID public key, base64url of 65 bytes. */
  readonly publicKey?: string;
}

/** What browsers of a site subscribe with; null where it sends no push messages. */
export const pushKeyOf = (channels: readonly Channel[]): string | null =>
  channels.find(({ kind }) => kind === "webpush")?.publicKey ?? null;
