import type { ConsentStamp } from "../../schemas/consent.ts";
import { ReplayError } from "./replay-error.ts";
import { type AudienceSize, createServerApi, type ServerAddress } from "./server-api.ts";
import { setUp } from "./set-up.ts";
import { type Step, stepsOf, type StepsOptions } from "./steps.ts";

export interface ReplayOptions extends ServerAddress, StepsOptions {
  /** Milliseconds of data per millisecond; Infinity is as fast as the server takes it. */
  readonly speed: number;
  readonly region: string;
  /** Create the site and typical audiences where they are missing. */
  readonly isSettingUp: boolean;
}

export interface ReplayReport {
  readonly events: number;
  readonly visitors: number;
  readonly accepted: number;
  readonly duplicate: number;
  /** Events refused or dropped, by the code of the reason. */
  readonly refused: Readonly<Record<string, number>>;
  readonly audiences: readonly AudienceSize[];
  /** Where the clock stood before, and where it stands now. */
  readonly clockBefore: number;
  readonly clockAfter: number;
  readonly tookMs: number;
}

const CONSENT: ConsentStamp = {
  analytics_storage: "granted",
  ad_storage: "granted",
  ad_user_data: "granted",
  ad_personalization: "granted",
};

/** Waits until the time of the data may have come. */
const createPacer = (speed: number): ((step: Step) => Promise<void>) => {
  const startedAt = performance.now();
  let firstAt: number | null = null;
  return async ({ now }) => {
    firstAt ??= now;
    const waitMs = (now - firstAt) / speed - (performance.now() - startedAt);
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  };
};

/**
 * Sends a file of events with their own times, the manual clock going before them. The first step may move the clock
 * back: a second run then finds every event in time, and known.
 */
export const replayFile = async (options: ReplayOptions): Promise<ReplayReport> => {
  const { site, currency, region, speed, isSettingUp } = options;
  const api = createServerApi(options);
  const clockBefore = await api.readClock();
  const pace = createPacer(speed);
  const visitors = new Set<string>();
  const refused: Record<string, number> = {};
  let [events, accepted, duplicate, clockAfter] = [0, 0, 0, clockBefore];
  let startedAt = performance.now();
  for await (const { now, events: batch } of stepsOf(options)) {
    await pace({ now, events: batch });
    await api.setClock(now);
    if (events === 0 && isSettingUp) {
      await setUp(api, site, currency);
      startedAt = performance.now();
    }
    const answer = await api.send(batch, CONSENT, region);
    events += batch.length;
    accepted += answer.accepted;
    duplicate += answer.duplicate;
    clockAfter = now;
    for (const { anonymous_id } of batch) visitors.add(anonymous_id);
    for (const { code } of answer.rejected) refused[code] = (refused[code] ?? 0) + 1;
    for (const { reason } of answer.dropped) refused[reason] = (refused[reason] ?? 0) + 1;
  }
  if (events === 0) throw new ReplayError(`${options.file} holds no event`);
  const tookMs = performance.now() - startedAt;
  const audiences = await api.audiences();
  return {
    events,
    visitors: visitors.size,
    accepted,
    duplicate,
    refused,
    audiences,
    clockBefore,
    clockAfter,
    tookMs,
  };
};
