import * as z from "zod";
import { AUDIENCE_KINDS, DESTINATION_SECRETS, DestinationConfiguration } from "../destination.ts";
import { EpochMs, Slug } from "../text.ts";

const count = z.number().int().min(0);

const push = {
  status: z.enum(["idle", "pushing", "held", "paused", "failing"]),
  reason: z.string().nullable().describe("Why it fails or is held: a stable code."),
  since: EpochMs.nullable().describe("Since when it fails."),
  retry_at: EpochMs.nullable(),
};

const isShown = (name: string): boolean => !Object.hasOwn(DESTINATION_SECRETS, name);
const isPushed = (kind: DestinationConfiguration["kind"]): boolean =>
  AUDIENCE_KINDS.some((pushed) => pushed === kind);

/** One kind of destination as answers show it: without its secrets, and how it stands where audiences are pushed to it. */
const shownKind = (kind: (typeof DestinationConfiguration.options)[number]): z.ZodObject =>
  z.strictObject({
    id: Slug,
    version: z.number().int().min(1),
    ...Object.fromEntries(Object.entries(kind.shape).filter(([name]) => isShown(name))),
    ...(isPushed(kind.shape.kind.value) ? { push: z.strictObject(push) } : {}),
  });

/** A destination as answers show it: never its secrets. */
export interface Destination {
  readonly id: string;
  readonly version: number;
  readonly kind: DestinationConfiguration["kind"];
  readonly [setting: string]: unknown;
}

/** Answer of `GET` and `PUT /destinations/{id}`. */
export const Destination = z.union(
  DestinationConfiguration.options.map(shownKind),
) as unknown as z.ZodType<Destination>;
export const DestinationList = z.strictObject({ destinations: z.array(Destination) });

/** Answer of `GET /destinations/{id}/report`, where audiences are pushed to it. */
export const PushReport = z.strictObject({
  destination: Slug,
  ...push,
  ours: count.describe("Members that are on the list or are to come there."),
  accepted: count.describe("Members that the platform took."),
  rejected: count.describe("Rows that the platform refused."),
  rejected_for: z.string().nullable().describe("Why it refused any last."),
  waiting: z.strictObject({ additions: count, removals: count }),
  last_success_at: EpochMs.nullable(),
  match_rate: z.string().nullable().describe("A range in the platform's words."),
  matched: z
    .strictObject({ lower: count, upper: count })
    .nullable()
    .describe("Bounds of how many people the platform found again."),
});

/** Answer of `GET /destinations/{id}/report`, where it is told of purchases. */
export const ConversionReport = z.strictObject({
  destination: Slug,
  conversions: z.strictObject({
    sent: count,
    failed: count,
    cancelled: count.describe("Consent was withdrawn before they left."),
    unmatched: count.describe("They would tell the platform nobody."),
    waiting: count,
  }),
});

/** Answer of `POST /destinations/{id}/test`. */
export const DestinationTrial = z.strictObject({
  outcome: z.enum(["delivered", "refused", "failed"]),
  reason: z.string().nullable().describe("A stable code: `meta_190`."),
});
