import * as z from "zod";
import { Medium } from "./channel-medium.ts";
import { TOPICS_PER_SITE_MAX } from "./limits-outreach.ts";
import { Slug } from "./text.ts";

/** Body of `POST /h/{site}/u/{token}`: what a mail program says for its reader, or a form of the page. */
export const PreferenceForm = z.union([
  /** RFC 8058 §3.1. */
  z.object({ "List-Unsubscribe": z.tuple([z.literal("One-Click")]) }),
  z.object({ do: z.tuple([z.literal("stop")]) }),
  /** Everything that is wanted; what is not named is not. */
  z.object({
    do: z.tuple([z.literal("save")]),
    topic: z.array(Slug).max(TOPICS_PER_SITE_MAX).default([]),
    medium: z.array(Medium).max(Medium.options.length).default([]),
  }),
]);
export type PreferenceForm = z.infer<typeof PreferenceForm>;
