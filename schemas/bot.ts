import * as z from "zod";

/** How it is known of a profile: the browser says so, Cloudflare does, or the site's operator did. */
export const BotSignal = z.enum(["declared", "platform", "operator"]);
export type BotSignal = z.infer<typeof BotSignal>;

/** `cleared`: the operator said that it is none, whatever its browser says. */
export const BotMark = z.enum([...BotSignal.options, "cleared"]);
export type BotMark = z.infer<typeof BotMark>;

/** Body of `PUT /v1/sites/{site}/profiles/{id}/bot`. */
export const BotRequest = z.strictObject({ bot: z.boolean() });
