import * as z from "zod";

const ChainHead = z.object({ entries: z.number().int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** What a signed checkpoint says: where every chain of a site stood at a moment. */
export const Checkpoint = z.object({
  site: z.string(),
  at: z.number().int(),
  chains: z.record(z.string(), ChainHead),
});

/** Body of `POST /audit/verify`: a checkpoint that was exported before, as its compact JWS. */
export const VerifyRequest = z.strictObject({ checkpoint: z.string().max(1_000_000) });
