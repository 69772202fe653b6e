import * as z from "zod";
import { ChannelUrl } from "./channel.ts";

/** An uncompressed P-256 point of 65 bytes, base64url without padding: it begins with the byte 4. */
const PublicKey = z.string().regex(/^B[A-Za-z0-9_-]{85}[AEIMQUYcgkosw048]$/);

/** 16 bytes, base64url without padding. */
const AuthSecret = z.string().regex(/^[A-Za-z0-9_-]{21}[AQgw]$/);

/** A browser that takes push messages: what `PushSubscription.toJSON()` tells. */
const Subscribe = z.object({
  subscription: z.object({
    endpoint: ChannelUrl,
    keys: z.object({ p256dh: PublicKey, auth: AuthSecret }),
  }),
});

/** A subscription that is no more. */
const Unsubscribe = z.object({ endpoint: ChannelUrl, gone: z.literal(true) });

/** Body of `POST /h/{site}/s`. */
export const PushRequest = z.union([Unsubscribe, Subscribe]);
export type PushRequest = z.infer<typeof PushRequest>;
