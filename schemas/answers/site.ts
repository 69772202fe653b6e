import * as z from "zod";
import { CreativeContent } from "../campaign.ts";
import { NoDecision } from "../decide.ts";
import { QuotaSettings } from "../quotas.ts";
import { Scope, SiteConfiguration } from "../site.ts";
import { EpochMs, Slug } from "../text.ts";

const count = z.number().int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Answer of `GET` and `PUT /v1/sites/{site}`. */
export const Site = z.strictObject({ id: Slug, ...SiteConfiguration.shape });

/** Answer of `GET /usage`. */
export const Usage = z.strictObject({
  day: z.iso.date().describe("Today, in the site's time zone."),
  quotas: QuotaSettings,
  closed_until: EpochMs.nullable().describe(
    "Until when no event is taken; null where the day is not used up.",
  ),
  full: z.boolean().describe("Whether no new profile is made."),
  profiles: count,
  bot_profiles: count.describe("Those of them that are held for bots'."),
  days: z
    .array(z.strictObject({ day: z.iso.date(), events: count, bot_events: count }))
    .describe("Accepted events, the newest day first. Beyond a thousand a day an estimate."),
});

/** Answer of `POST /events` and of the browser's route for events. */
export const EventsResult = z.strictObject({
  accepted: count,
  duplicate: count,
  rejected: z.array(
    z.strictObject({
      index: count,
      code: z.enum([
        "event_invalid",
        "event_too_large",
        "event_too_late",
        "id_conflict",
        "type_reserved",
        "address_invalid",
        "identity_conflict",
        "purchase_server_only",
        "quota_exceeded",
        "profile_unknown",
      ]),
    }),
  ),
  dropped: z.array(z.strictObject({ index: count, reason: z.enum(["no_consent", "erased"]) })),
  signals: z
    .array(
      z.strictObject({
        source: z.enum(["tcf", "gpp", "google"]),
        fault: z.enum(["malformed", "invalid", "expired"]),
      }),
    )
    .optional()
    .describe("Signals that counted as denied because of a fault."),
});

/** What is to be shown in a placement, or why nothing is. */
export const Decision = z.union([
  z.strictObject({
    placement: Slug,
    campaign: Slug,
    creative: Slug,
    content: CreativeContent,
    closable: z.boolean(),
    reservation: z.string().describe("To be handed back with every confirmation."),
    expires_at: EpochMs,
  }),
  z.strictObject({ placement: Slug, none: NoDecision }),
]);

/** Answer of `POST /decide`. */
export const Decisions = z.strictObject({
  decisions: z.array(Decision),
  audiences: z.array(Slug).optional(),
  now: EpochMs,
});

/** Answer of `POST /confirm`. */
export const Confirmation = z.strictObject({
  counted: z.boolean().describe("Whether this was news: the same said again is not, and does no harm."),
  expires_at: EpochMs.nullable(),
});

/** Answer of `POST /keys` and `POST /keys/{id}/rotate`: the only one that ever shows the key. */
export const CreatedKey = z.strictObject({ id: z.string(), key: z.string() });

/** Answer of `GET /keys`. */
export const KeyList = z.strictObject({
  keys: z.array(
    z.strictObject({
      id: z.string(),
      label: z.string(),
      scopes: z.array(Scope),
      created_at: EpochMs,
      audiences: z.array(Slug).nullable().describe("The only ones it can read and export; null for all."),
      formats: z.array(z.string()).nullable().describe("The only ones it can export in; null for all."),
      networks: z.array(z.string()).nullable().describe("Where it can be used from; null for everywhere."),
      expires_at: EpochMs.nullable(),
      chain: z.string().describe("Id of the key that this one and those whose place it took began with."),
    }),
  ),
});

/** Answer of `GET /audit`. */
export const AuditPage = z.strictObject({
  entries: z.array(
    z.strictObject({
      seq: z.number().int().min(1),
      at: EpochMs,
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      digest: sha256,
      hash: sha256,
    }),
  ),
  next: count.nullable().describe("The next `after`; null at the end."),
});

/** Answer of `GET /audit/checkpoint`. */
export const SignedCheckpoint = z.strictObject({
  checkpoint: z.strictObject({
    site: Slug,
    at: EpochMs,
    chains: z.record(z.string(), z.strictObject({ entries: count, hash: sha256 })),
  }),
  jws: z.string(),
  public_key: z.record(z.string(), z.unknown()).describe("JWK."),
});

const fault = { first_bad: count.nullable() };

/** Answer of `GET` and `POST /audit/verify`. */
export const AuditVerification = z.strictObject({
  ok: z.boolean(),
  entries: count,
  head: sha256,
  ...fault,
  first_bad_chain: z.string().nullable(),
  checkpoints: z.array(EpochMs),
  chains: z.array(z.strictObject({ chain: z.string(), entries: count, head: sha256, ...fault })),
});
