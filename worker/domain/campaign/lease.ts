import { TOTAL_LEASE_MAX } from "../../../schemas/limits.ts";

/** How many a shard gets of what is left of a total: less and less, so that the last ones are where they are asked for. */
export const leaseOf = (limit: number, given: number, shards: number): number => {
  const left = limit - given;
  return left <= 0 ? 0 : Math.min(left, TOTAL_LEASE_MAX, Math.ceil(left / (4 * shards)));
};
