import type { DestinationSettings } from "./destination-parts.ts";

/** By what a destination knows somebody: hashes and ids exactly as they were sent, so that a removal names all of them. */
export interface PushedKeys {
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  /** Ids of the shop's own. */
  readonly ids: readonly string[];
}

export const NO_PUSHED: PushedKeys = { emails: [], phones: [], ids: [] };

const KINDS = ["emails", "phones", "ids"] as const;

const each = (combine: (kind: (typeof KINDS)[number]) => readonly string[]): PushedKeys => ({
  emails: combine("emails"),
  phones: combine("phones"),
  ids: combine("ids"),
});

export const hasPushed = (keys: PushedKeys): boolean => KINDS.some((kind) => keys[kind].length > 0);

/** What either of two names. */
export const unitedKeys = (a: PushedKeys, b: PushedKeys): PushedKeys =>
  each((kind) => [...new Set([...a[kind], ...b[kind]])]);

/** What the first names and the second does not. */
export const keysWithout = (a: PushedKeys, b: PushedKeys): PushedKeys =>
  each((kind) => a[kind].filter((key) => !b[kind].includes(key)));

/** What a destination holds of somebody, on its way from one profile to another. */
export interface CarriedPush {
  readonly destination: string;
  readonly keys: PushedKeys;
}

/** A destination as one shard sees it. */
export interface PushState {
  readonly destination: string;
  /** Members that are on the list or are to come there. */
  readonly ours: number;
  /** Members that the platform took. */
  readonly accepted: number;
  readonly waitingAdditions: number;
  readonly waitingRemovals: number;
  /** Rows that the platform refused since the destination was made. */
  readonly rejected: number;
  /** Why it refused any last; null where it does not say. */
  readonly rejectedFor: string | null;
  /** Whether the first push waits until the audiences have the size that exports need. */
  readonly isHeld: boolean;
  readonly reason: string | null;
  readonly failingSince: number | null;
  readonly retryAt: number | null;
  readonly lastSuccessAt: number | null;
  /** A range in the platform's words; null where it tells none. */
  readonly matchRate: string | null;
}

/** Bounds of how many people a platform found again; null where it does not say. */
export interface Matched {
  readonly lower: number;
  readonly upper: number;
}

export type PushStatus = "idle" | "pushing" | "held" | "paused" | "failing";

/** How a destination stands, over all shards. */
export interface PushSummary {
  readonly status: PushStatus;
  /** Why it fails or is held; null where it does not. */
  readonly reason: string | null;
  readonly since: number | null;
  readonly retry_at: number | null;
}

/** What we have and what the destination has, over all shards. */
export interface PushReport extends PushSummary {
  readonly ours: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly rejected_for: string | null;
  readonly waiting: { readonly additions: number; readonly removals: number };
  readonly last_success_at: number | null;
  readonly match_rate: string | null;
}

const sum = (states: readonly PushState[], of: (state: PushState) => number): number =>
  states.reduce((total, state) => total + of(state), 0);

const least = (times: readonly (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
};

const statusOf = (states: readonly PushState[], settings: DestinationSettings): PushStatus => {
  if (states.some(({ failingSince }) => failingSince !== null)) return "failing";
  if (settings.status === "paused") return "paused";
  if (states.some(({ isHeld, waitingAdditions }) => isHeld && waitingAdditions > 0)) return "held";
  const waiting = sum(states, (state) => state.waitingAdditions + state.waitingRemovals);
  return waiting > 0 ? "pushing" : "idle";
};

export const summaryOf = (states: readonly PushState[], settings: DestinationSettings): PushSummary => {
  const failing = states.find(({ failingSince }) => failingSince !== null);
  const status = statusOf(states, settings);
  return {
    status,
    reason: failing?.reason ?? (status === "held" ? "audience_too_small" : null),
    since: least(states.map(({ failingSince }) => failingSince)),
    retry_at: least(states.map(({ retryAt }) => retryAt)),
  };
};

export const reportOf = (states: readonly PushState[], settings: DestinationSettings): PushReport => ({
  ...summaryOf(states, settings),
  ours: sum(states, ({ ours }) => ours),
  accepted: sum(states, ({ accepted }) => accepted),
  rejected: sum(states, ({ rejected }) => rejected),
  rejected_for: states.find(({ rejectedFor }) => rejectedFor !== null)?.rejectedFor ?? null,
  waiting: {
    additions: sum(states, ({ waitingAdditions }) => waitingAdditions),
    removals: sum(states, ({ waitingRemovals }) => waitingRemovals),
  },
  last_success_at: states.reduce<number | null>(
    (latest, { lastSuccessAt }) =>
      lastSuccessAt === null ? latest : Math.max(latest ?? lastSuccessAt, lastSuccessAt),
    null,
  ),
  match_rate: states.find(({ matchRate }) => matchRate !== null)?.matchRate ?? null,
});
