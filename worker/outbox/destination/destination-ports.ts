/** What proves to a platform who we are, for a time. */
export interface AccessToken {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What speaking to platforms needs beside the network. */
export interface DestinationPorts {
  /** Wall clock, epoch milliseconds: platforms go by their own. */
  now(): number;
  /** `webhook-signature` of Standard Webhooks; `sentAt` in seconds. */
  signWebhook(secret: string, id: string, sentAt: number, body: string): string;
  /** SHA-256, hex. */
  readonly digest: (text: string) => string;
  /** A JWT signed with RS256; null where the key is none. `privateKey` is PKCS #8, PEM. */
  signAssertion(
    claims: Readonly<Record<string, string | number>>,
    privateKey: string,
  ): Promise<string | null>;
  /** Access tokens by what they were asked for with; kept in memory only. */
  readonly tokens: Map<string, AccessToken>;
  /** Whether targets of the machine itself may be called. */
  readonly isTrial: boolean;
}
