export const FROM = "Boot shop <hello@shop.example>";
export const ACCOUNT = `AC${"0".repeat(32)}`;

/** A channel of each provider, with one secret for all, as it is saved. */
export const providerChannels = (secret: string) =>
  ({
    resend: { kind: "resend", api_key: secret, from: FROM },
    postmark: { kind: "postmark", server_token: secret, from: FROM, message_stream: "broadcast" },
    sendgrid: { kind: "sendgrid", api_key: secret, from: FROM },
    mailgun: { kind: "mailgun", api_key: secret, domain: "mg.shop.example", region: "eu", from: FROM },
    twilio: { kind: "twilio", account_sid: ACCOUNT, auth_token: secret, from: "+15005550006" },
  }) as const;

export type ProviderKind = keyof ReturnType<typeof providerChannels>;
