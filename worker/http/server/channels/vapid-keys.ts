import type { ChannelConfiguration } from "../../../../schemas/channel.ts";
import { createVapidKey, vapidPublicKey } from "../../../crypto/vapid.ts";
import { Refusal } from "../../refusal.ts";

/** A web push channel with its pair of keys, made where none was given. Other channels stay as they are. */
export const withVapidKeys = (channel: ChannelConfiguration): ChannelConfiguration => {
  if (channel.kind !== "webpush") return channel;
  const { kind, subject, vapid_public_key: given, vapid_private_key = createVapidKey() } = channel;
  const vapid_public_key = vapidPublicKey(vapid_private_key);
  if (vapid_public_key === null) {
    throw new Refusal("configuration_invalid", {
      errors: [{ pointer: "/vapid_private_key", reason: "no_key" }],
    });
  }
  if (given !== undefined && given !== vapid_public_key) {
    throw new Refusal("configuration_invalid", {
      errors: [{ pointer: "/vapid_public_key", reason: "of_another_pair" }],
    });
  }
  return { kind, subject, vapid_public_key, vapid_private_key };
};
