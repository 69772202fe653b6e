import * as z from "zod";
import { EpochMs, Slug } from "../text.ts";

const count = z.number().int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const click_ids = z
  .record(z.string(), z.string())
  .optional()
  .describe("With `fields=click_ids`: the newest click id of each platform.");

/** A member of an audience: one line of an export. */
export const MemberRow = z.strictObject({
  profile: z.string(),
  entered_at: EpochMs,
  next_flip_at: EpochMs.nullable().describe("When the membership ends without a further event."),
  click_ids,
});

/** An entry or an exit: one line of an export with `since`. */
export const ChangeRow = z.strictObject({
  op: z.enum(["enter", "exit"]),
  profile: z.string(),
  at: EpochMs,
  reason: z.string().nullable(),
  click_ids,
});

const texts = z.array(z.string());

const MetaBody = z.strictObject({
  payload: z.strictObject({ schema: texts, data: z.array(texts) }),
  session: z
    .strictObject({
      session_id: count,
      batch_seq: count,
      last_batch_flag: z.boolean(),
      estimated_num_total: count,
    })
    .optional(),
});

const MicrosoftBody = z.strictObject({
  CustomerListUserData: z.strictObject({
    AcceptCustomerMatchTerm: z.literal(true),
    ActionType: z.enum(["Add", "Remove"]),
    AudienceId: count.optional(),
    CustomerListItemSubType: z.literal("Email"),
    CustomerListItems: texts,
  }),
});

const RedditBody = z.strictObject({
  data: z.strictObject({
    column_order: texts,
    user_data: z.array(texts),
    action_type: z.enum(["ADD", "REMOVE"]),
  }),
});

const SnapBody = z.strictObject({
  users: z.array(z.strictObject({ schema: texts, data: z.array(texts) })),
});

const Uid2Body = z.union([
  z.strictObject({ email_hash: texts, phone_hash: texts.optional() }),
  z.strictObject({ phone_hash: texts }),
]);

/** One request to an ad platform: one line of an export in its format. */
export const UploadBody = z.union([MetaBody, MicrosoftBody, RedditBody, SnapBody, Uid2Body]);
export type UploadBody = z.infer<typeof UploadBody>;

/** Answer of `GET /exports`. */
export const ExportPage = z.strictObject({
  exports: z.array(
    z.strictObject({
      seq: z.number().int().min(1),
      at: EpochMs,
      key: z.string().describe("Id of the key, or `admin`."),
      audience: Slug,
      version: z.number().int().min(1).describe("Of the audience."),
      definition: sha256.describe("SHA-256 of the definition."),
      format: z.string(),
      since: z.boolean().describe("Whether changes were told, and not members."),
      offset: count.describe("First byte that was sent: not 0 where a receiver went on after a break."),
      rows: count,
      bytes: count.describe("Sent, before compression."),
      sha256,
      complete: z.boolean().describe("False where the receiver left, or something broke."),
    }),
  ),
  next: count.nullable().describe("The next `after`; null at the end."),
});
