import * as z from "zod";
import { Slug } from "../schemas/text.ts";

/** What a name in a path stands for, unless the route says otherwise. */
export const PATH_PARAMETERS: Readonly<Record<string, z.ZodType>> = {
  site: Slug.describe("Id of the site."),
  id: Slug.describe("Id, as whoever saved it first chose it."),
  merge: z.string().max(64).describe("Id of the merge, as `POST /contacts/merge` answered it."),
  receipt: z.string().max(64).describe("Id of the receipt."),
  token: z.string().max(4_096).describe("Signed by this instance."),
  channel: Slug.describe("Id of the channel."),
  chunk: z
    .string()
    .regex(/^[a-z]-[0-9a-f]{8}\.js$/)
    .describe("Name of a part of the snippet, with its hash."),
};

export const ProfileId = z
  .string()
  .max(64)
  .describe("Id of a visitor or of a contact; pointers are followed.");
export const KeyId = z.string().max(64).describe("Id of the key.");
export const ChangeId = z.string().max(64).describe("Id of the proposed change.");
