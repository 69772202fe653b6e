/** A channel as far as push messages are concerned. */
interface Channel {
  readonly id: string;
  readonly settings?: {
    readonly kind: string;
    /** Of the kind `webpush`: base64url of the 65 bytes of a P-256 point. */
    readonly vapid_public_key?: string | undefined;
  };
}

/** What browsers of a site subscribe with; null where it sends no push messages. */
export const pushKeyOf = (channels: readonly Channel[]): string | null =>
  channels.find(({ settings }) => settings?.kind === "webpush")?.settings?.vapid_public_key ?? null;
