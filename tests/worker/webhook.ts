export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const RECEIVER_URL = "https://crm.example/hooks";
export const WEBHOOK = { kind: "webhook", url: RECEIVER_URL, secret: SECRET };
