import * as fc from "fast-check";
import { Cap, type Counted } from "../../../schemas/campaign.ts";
import { ConfirmedState } from "../../../schemas/decide.ts";
import { DAY_MS, RESERVATION_LIFE_MS, SESSION_GAP_MS } from "../../../schemas/limits.ts";
import { decodeLedger, encodeLedger, type LedgerRow } from "../../../worker/domain/campaign/codec.ts";
import type { Campaign } from "../../../worker/domain/campaign/decide.ts";
import type { Candidate } from "../../../worker/domain/campaign/exposure.ts";
import { EMPTY_LEDGER, type Ledger, uniteLedgers } from "../../../worker/domain/campaign/ledger.ts";
import { sessionStart } from "../../../worker/domain/campaign/session.ts";
import type { Noted } from "./checker.ts";
import type { Engine } from "./engine.ts";
import { circumstances } from "./sample.ts";

export const ZONE = "Europe/Berlin";
const HOUR_MS = 3_600_000;

/** One thing that happens to a person with two browsers. */
export type Step =
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "decide"; readonly browser: 0 | 1; readonly placements: readonly string[] }
  | { readonly kind: "confirm"; readonly index: number; readonly state: ConfirmedState }
  | { readonly kind: "merge" }
  | { readonly kind: "restart" };

const near = (...values: number[]) => values.flatMap((value) => [value - 1, value, value + 1]);

/** Waits around every edge there is; the clock can also step back. */
const wait = fc.record({
  kind: fc.constant("wait" as const),
  ms: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(0, 1, 500, 20_000) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(...near(RESERVATION_LIFE_MS, SESSION_GAP_MS, HOUR_MS, DAY_MS)),
    },
    { weight: 1, arbitrary: fc.integer({ min: -2 * HOUR_MS, max: -1 }) },
  ),
});
const decision = fc.record({
  kind: fc.constant("decide" as const),
  browser: fc.constantFrom(0 as const, 1 as const),
  placements: fc.array(fc.constantFrom("hero", "side"), { minLength: 1, maxLength: 4 }),
});
const confirmation = fc.record({
  kind: fc.constant("confirm" as const),
  // Most of the time the newest: it is seen at once, and the edges of its windows are among the waits.
  index: fc.oneof({ weight: 2, arbitrary: fc.constant(-1) }, { weight: 1, arbitrary: fc.nat(40) }),
  state: fc.oneof(
    { weight: 3, arbitrary: fc.constant("viewable" as const) },
    { weight: 2, arbitrary: fc.constantFrom(...ConfirmedState.options) },
  ),
});

export const steps = (canMerge: boolean): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: decision },
      { weight: 6, arbitrary: confirmation },
      { weight: 4, arbitrary: wait },
      { weight: 1, arbitrary: fc.constant<Step>({ kind: canMerge ? "merge" : "restart" }) },
      { weight: 1, arbitrary: fc.constant<Step>({ kind: "restart" }) },
    ),
    { minLength: 20, maxLength: 80 },
  );

interface Granted extends Candidate {
  readonly id: string;
  readonly browser: number;
  /** What the engine said of it, as a page would know. */
  expiresAt: number;
  readonly counted: Map<Counted, number>;
}

/** One grant, and what fills the caps with it. */
export interface Grant {
  readonly id: string;
  readonly at: number;
  readonly campaign: string;
  readonly live: readonly Granted[];
  readonly noted: readonly Noted[];
  /** What was known then of when anything happened. */
  readonly activity: readonly number[];
}

export interface Told {
  /** Everything that counts for each ledger, by browser; one list once they are merged. */
  readonly noted: readonly Noted[][];
  readonly activity: readonly number[][];
  readonly grants: readonly Grant[];
}

const restarted = (ledger: Ledger): Ledger =>
  decodeLedger(JSON.parse(JSON.stringify(encodeLedger(ledger))) as LedgerRow | null);

/** Lets steps happen, and notes by hand what was shown. */
export const tell = (engine: Engine, campaigns: readonly Campaign[], history: readonly Step[]): Told => {
  let clock = Date.UTC(2026, 9, 24, 20); // The night in which Berlin has an hour twice.
  const ledgers: [Ledger, Ledger] = [EMPTY_LEDGER, EMPTY_LEDGER];
  const noted: [Noted[], Noted[]] = [[], []];
  const activity: [number[], number[]] = [[], []];
  const granted: Granted[] = [];
  const grants: Grant[] = [];
  let isMerged = false;
  const ownerOf = (browser: number): 0 | 1 => (isMerged || browser === 0 ? 0 : 1);

  const note = (one: Granted, counted: Counted, at: number): void => {
    const { id, campaign, creative, placement, channel, browser } = one;
    one.counted.set(counted, at);
    noted[ownerOf(browser)].push({ id, at, counted, campaign, creative, placement, channel });
  };

  const decideNow = (browser: 0 | 1, placements: readonly string[]): void => {
    const owner = ownerOf(browser);
    const now = Math.max(clock, ledgers[owner].newestAt);
    const times = activity[owner].toSorted((a, b) => a - b);
    const settings = circumstances(campaigns, { zone: ZONE, sessionStart: sessionStart(times, now) });
    const decided = engine.decideAll(ledgers[owner], placements, settings, clock);
    ledgers[owner] = decided.ledger;
    for (const [index, chosen] of decided.chosen.entries()) {
      if (chosen.kind !== "reserved") continue;
      activity[owner].push(now);
      const candidate: Candidate = {
        campaign: chosen.campaign.id,
        creative: chosen.creative.id,
        placement: placements[index] ?? "",
        channel: "onsite",
      };
      const expiresAt = decided.ledger.exposures.find(({ id }) => id === chosen.id)?.expiresAt ?? 0;
      const one: Granted = { ...candidate, id: chosen.id, browser, expiresAt, counted: new Map() };
      granted.push(one);
      note(one, "reserved", now);
      const mine = granted.filter((other) => ownerOf(other.browser) === owner);
      const live = mine.filter((other) => other.expiresAt > now && !other.counted.has("viewable"));
      grants.push({
        id: chosen.id,
        at: now,
        campaign: candidate.campaign,
        live: [...live],
        noted: [...noted[owner]],
        activity: [...activity[owner]],
      });
    }
  };

  const confirmNow = (index: number, state: ConfirmedState): void => {
    const one = granted.at(index % Math.max(granted.length, 1));
    if (one === undefined) return;
    const owner = ownerOf(one.browser);
    const heard = engine.confirm(ledgers[owner], one.id, state, clock);
    if (heard.kind === "over") return;
    const now = Math.max(clock, ledgers[owner].newestAt);
    ledgers[owner] = heard.ledger;
    if (!heard.isNews) return;
    activity[owner].push(now);
    if (heard.expiresAt !== null) one.expiresAt = heard.expiresAt;
    if (state === "released") one.expiresAt = now;
    if (state === "viewable" || state === "rendered" || state === "clicked") {
      if (state !== "rendered" && !one.counted.has("rendered")) note(one, "rendered", now);
      if (state !== "clicked") note(one, state, now);
    }
  };

  for (const step of history) {
    switch (step.kind) {
      case "wait":
        clock += step.ms;
        break;
      case "decide":
        decideNow(step.browser, step.placements);
        break;
      case "confirm":
        confirmNow(step.index, step.state);
        break;
      case "merge":
        if (isMerged) break;
        ledgers[0] = uniteLedgers(ledgers[0], ledgers[1]);
        noted[0].push(...noted[1].splice(0));
        activity[0].push(...activity[1].splice(0));
        isMerged = true;
        break;
      case "restart":
        ledgers[0] = restarted(ledgers[0]);
        ledgers[1] = restarted(ledgers[1]);
        break;
    }
  }
  return { noted, activity, grants };
};

/** Five caps of different scopes and windows at a time. */
const PERIODS = ["hour", "day", "week", "month"] as const;
export const anyCap: fc.Arbitrary<Cap> = fc
  .record({
    scope: fc.constantFrom("creative", "campaign", "placement", "channel", "site"),
    limit: fc.integer({ min: 0, max: 4 }),
    counts: fc.oneof(
      { weight: 3, arbitrary: fc.constant("viewable") },
      fc.constantFrom("rendered", "reserved"),
    ),
    window: fc.oneof(
      fc.record({ window: fc.constant("sliding"), per: fc.constantFrom("60s", "30m", "1h", "1d") }),
      fc.record({ window: fc.constant("calendar"), per: fc.constantFrom(...PERIODS) }),
      fc.record({ window: fc.constantFrom("lifetime", "session") }),
    ),
  })
  .map(({ window, ...rest }) => Cap.parse({ ...rest, ...window }));
