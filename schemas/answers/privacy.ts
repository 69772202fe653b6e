import * as z from "zod";
import { RegionRule } from "../consent.ts";
import { Purpose, ConsentStamp } from "../consent.ts";
import { EpochMs } from "../text.ts";
import { Choices, ShownRegion } from "./profiles.ts";

const count = z.number().int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const PendingRules = z.strictObject({
  change: z.string(),
  by: z.string().describe("Id of the key that proposed it."),
  at: EpochMs,
  based_on: count,
  rules: z.array(RegionRule),
});

/** Rules of a version that is no longer in force. */
export const FormerConsentRules = z.strictObject({ version: count, rules: z.array(RegionRule).nullable() });

/** Answer of `GET` and `PUT /consent/rules`. */
export const ConsentRules = z.strictObject({
  version: count,
  rules: z.array(RegionRule),
  pending: z.array(PendingRules),
  progress: z.strictObject({ evaluated: count, profiles: count, status: z.enum(["ready", "sweeping"]) }),
});

/** Answer of `PUT /consent/rules` where a second key has to approve. */
export const ProposedRules = z.strictObject({
  status: z.literal("pending"),
  change: z.string(),
  by: z.string(),
});

const Change = z.strictObject({ begin: count, end: count });
const impact = {
  profiles: count,
  changed: count.describe("Profiles with another consent or another membership."),
  purposes: z.partialRecord(Purpose, z.strictObject({ granted_to_denied: count, denied_to_granted: count })),
  memberships: Change,
  exports: Change,
  trimmed: count.describe("Profiles that would lose events because these are kept for a shorter time."),
};

/** Answer of `POST /consent/rules/preview`. */
export const ConsentRulesPreview = z.strictObject({
  at: EpochMs,
  ...impact,
  regions: z.array(z.strictObject({ region: z.string(), ...impact })),
});

/** Answer of `GET /consent/log`. */
export const ConsentLog = z.strictObject({
  profile: z.string(),
  records: z.array(
    z.strictObject({
      id: z.string(),
      profile: z.string(),
      subject: z.string(),
      version: z.literal(1),
      at: EpochMs,
      event: z.enum(["given", "refused", "withdrawn", "updated", "signal", "linked"]),
      purposes: Choices,
      changed: z.array(Purpose),
      gpc: z.boolean(),
      signals: z.array(
        z.strictObject({
          source: z.enum(["tcf", "gpp", "google"]),
          states: ConsentStamp,
          fault: z.enum(["malformed", "invalid", "expired"]).nullable(),
          text: z.string().nullable(),
        }),
      ),
      notice: z.string().nullable(),
      rule: z.strictObject({ region: z.string(), mode: z.string(), version: count }),
      region: ShownRegion,
      cleared: z.array(z.strictObject({ place: z.string(), removed: count, at: EpochMs })),
      previous: count.nullable(),
      hash: sha256,
    }),
  ),
});

const when = z.string().describe("ISO 8601.");

/** Answer of `GET /consent/receipt`: fields of ISO/IEC TS 27560:2023. */
export const ConsentReceipt = z.strictObject({
  schema_version: z.literal("ISO/IEC TS 27560:2023"),
  record_id: z.string(),
  pii_principal_id: z.string(),
  issued_at: when,
  global_privacy_control: z.boolean(),
  pii_processing: z.array(
    z.strictObject({
      purpose_id: Purpose,
      purpose: z.string(),
      lawful_basis: z.literal("consent"),
      pii_controllers: z.array(z.string()),
      collection_method: z.string().nullable(),
      retention_period: z.string(),
      jurisdiction: z.string().nullable(),
      event: z.array(
        z.strictObject({
          event_time: when,
          event_type: z.literal("explicit"),
          event_state: z.enum(["consent given", "consent refused", "consent withdrawn"]),
          entity_id: z.string(),
          record_id: z.string(),
        }),
      ),
    }),
  ),
  cleared: z.array(z.strictObject({ record_id: z.string(), place: z.string(), removed: count, at: when })),
  party_identification: z.array(
    z.strictObject({
      party_id: z.string(),
      party_name: z.string(),
      party_url: z.string().nullable(),
      party_role: z.string(),
    }),
  ),
});

/** Answer of `POST /privacy/access`. */
export const AccessAnswer = z.strictObject({
  schema_version: z.literal(1),
  site: z.string(),
  generated_at: EpochMs,
  view: z.enum(["operator", "visitor"]),
  subject: z.array(z.string()),
  places: z.record(z.string(), z.array(z.unknown())).describe("The rows of each place that holds something."),
});

/** Answer of `POST /privacy/erase` and of `GET /privacy/receipts/{receipt}`. It names nobody. */
export const ErasureReceipt = z.strictObject({
  receipt: z.string(),
  subject: z.string(),
  requested_by: z.enum(["operator", "visitor"]),
  requested_at: EpochMs,
  completed_at: EpochMs.nullable().describe("Null while places are left; the rest follows by itself."),
  places: z.array(
    z.strictObject({ place: z.string(), shard: z.string().optional(), removed: count, at: EpochMs }),
  ),
});

/** Answer of `GET /privacy/retention`. */
export const Retention = z.strictObject({
  status: z.enum(["ready", "sweeping"]),
  classes: z.array(
    z.strictObject({
      class: z.string(),
      limit_ms: count.nullable(),
      overdue: count,
      oldest_at: EpochMs.nullable(),
      lag_ms: count,
      last_sweep_at: EpochMs.nullable(),
    }),
  ),
  /** Rows that background work could not process, by the work, as often as it met them. */
  background_failures: z.array(
    z.strictObject({
      job: z.enum(["timers", "outbox", "sweep", "retention"]),
      failures: count,
      last_at: EpochMs,
    }),
  ),
});
