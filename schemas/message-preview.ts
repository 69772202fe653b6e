import * as z from "zod";
import { Medium } from "./channel-medium.ts";
import { Send } from "./journey.ts";

/** Body of `POST /v1/sites/{site}/messages/preview`. */
export const MessagePreviewRequest = z.strictObject({
  send: Send,
  /** Id of the profile that it is rendered for; a made-up contact where left out. */
  profile: z.string().max(64).optional(),
  /** How it is sent; told by its fields where left out. */
  medium: Medium.optional(),
});
export type MessagePreviewRequest = z.infer<typeof MessagePreviewRequest>;
