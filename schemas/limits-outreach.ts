import { DAY_MS, DELIVERY_AGE_MAX_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "./limits.ts";

/** One journey with all its templates. */
export const JOURNEY_BODY_MAX_BYTES = 1_048_576;
export const JOURNEYS_PER_SITE_MAX = 100;
/** All journeys of a site as JSON: they go to every isolate that serves it. */
export const JOURNEYS_LENGTH_PER_SITE_MAX = 4_000_000;
export const JOURNEY_STEPS_PER_LIST_MAX = 50;
/** Steps of a journey, those in branches included, and how deep branches may lie in branches. */
export const JOURNEY_STEPS_MAX = 200;
export const JOURNEY_DEPTH_MAX = 5;
export const BRANCHES_PER_STEP_MAX = 10;
/** Instances of one contact that are under way at the same time. */
export const JOURNEY_INSTANCES_MAX = 50;
/** Ended instances of one contact that are remembered, so that none begins anew by mistake. */
export const JOURNEY_ENDED_MAX = 200;
export const SUBJECT_MAX_LENGTH = 500;
/** Templates, before they are rendered. */
export const MESSAGE_HTML_MAX_LENGTH = 200_000;
export const MESSAGE_TEXT_MAX_LENGTH = 50_000;
/** A message that a cap, or an address that is not confirmed yet, holds back for longer is left out. */
export const DEFERRAL_MAX_MS = 7 * DAY_MS;
/** What holds a message back, and does not tell for how long, is looked at again after this. */
export const DEFERRAL_STEP_MS = 15 * MINUTE_MS;
export const TOPICS_PER_SITE_MAX = 20;
export const PUSH_SUBSCRIBERS_MAX = 10;
/** A journey that is not live is looked at again after this: contacts wait where they are. */
export const PAUSED_JOURNEY_MS = HOUR_MS;
/** How long a message that was ordered holds its place under caps: as long as its delivery is tried, and a little more. */
export const MESSAGE_LIFE_MS = DELIVERY_AGE_MAX_MS + DAY_MS;

/** Steps of a template: the clock stands still while a Worker computes, so loops are counted and not timed alone. */
export const TEMPLATE_STEPS_MAX = 100_000;
/** Elements and characters that filters of one template make. */
export const TEMPLATE_MEMORY_MAX = 1_000_000;
export const TEMPLATE_RENDER_MAX_MS = 1_000;
/** All that one template writes, what it captures included. */
export const TEMPLATE_WRITTEN_MAX_LENGTH = 2 * MESSAGE_HTML_MAX_LENGTH;
/** Parsed templates that an isolate keeps. */
export const TEMPLATES_KEPT_MAX = 50;
/** Items that a message can show as looked at last. */
export const LAST_VIEWED_MAX = 10;
/** A link that brings a cart back does so for this long; then it only leads to the shop. */
export const RECOVERY_LIFE_MS = 30 * DAY_MS;
export const LINK_TOKEN_MAX_LENGTH = 4_096;
/** So many different links of one message within this time are followed by a machine. */
export const MACHINE_BURST_MS = 2 * SECOND_MS;
export const MACHINE_BURST_LINKS = 3;
/** Hits of one contact that wait to be judged; more are a machine's. */
export const HITS_WAITING_MAX = 200;
/** How long the results of messages are kept. */
export const MESSAGE_RESULTS_DAYS = 400;
/** A form of the preference page. */
export const PREFERENCE_FORM_MAX_BYTES = 8_192;
/** What a push message says, before it is encrypted: 4,096 bytes less what RFC 8291 adds. */
export const PUSH_PAYLOAD_MAX_BYTES = 3_993;
/** A push service keeps a message this long for a browser that is off. */
export const PUSH_TTL_MS = DAY_MS;
/** A push service that has not begun to answer by then has failed. */
export const PUSH_TIMEOUT_MS = 10 * SECOND_MS;
/** Of a browser that subscribes, or says that it is gone. */
export const PUSH_BODY_MAX_BYTES = 8_192;
/** Messages of one shard that the inbox of development keeps. */
export const INBOX_MESSAGES_MAX = 200;

/** Versions of journeys that nobody follows any more which a shard lets go of in one daily sweep. */
export const JOURNEY_VERSIONS_CLEARED_MAX = 100;
