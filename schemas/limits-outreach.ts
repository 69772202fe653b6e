/** Limits of what is written to contacts: journeys, messages and channels. Values only. */

/** Versions of journeys that nobody follows any more which a shard lets go of in one daily sweep. */
export const JOURNEY_VERSIONS_CLEARED_MAX = 100;
