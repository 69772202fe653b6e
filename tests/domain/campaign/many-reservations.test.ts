import { describe, expect, test } from "vitest";
import { EXPOSURES_MAX, LIVE_RESERVATIONS_MAX, RESERVATION_LIFE_MS } from "../../../schemas/limits.ts";
import { confirm } from "../../../worker/domain/campaign/confirm.ts";
import { type Chosen, decide } from "../../../worker/domain/campaign/decide.ts";
import { EMPTY_LEDGER, type Ledger } from "../../../worker/domain/campaign/ledger.ts";
import { campaign, circumstances, NOON } from "./sample.ts";

const BOOTS = campaign("boots");

const ask = (ledger: Ledger, now: number): { ledger: Ledger; chosen: Chosen } =>
  decide(ledger, "hero", circumstances([BOOTS]), now);

const askTimes = (count: number, before: Ledger, now: number): Ledger => {
  let ledger = before;
  for (let time = 0; time < count; time += 1) ({ ledger } = ask(ledger, now));
  return ledger;
};

const CAPPED = { kind: "none", reason: "capped" };

describe("a browser that asks without end", () => {
  test.each([
    [LIVE_RESERVATIONS_MAX - 1, "reserved"],
    [LIVE_RESERVATIONS_MAX, "none"],
    [LIVE_RESERVATIONS_MAX + 1, "none"],
  ])("and holds %d reservations gets: %s", (count, kind) => {
    expect(ask(askTimes(count, EMPTY_LEDGER, NOON), NOON).chosen.kind).toBe(kind);
  });

  test("is capped until one of them is seen, let go or over", () => {
    const full = askTimes(LIVE_RESERVATIONS_MAX, EMPTY_LEDGER, NOON);
    expect(ask(full, NOON + RESERVATION_LIFE_MS - 1).chosen).toEqual(CAPPED);
    expect(ask(full, NOON + RESERVATION_LIFE_MS).chosen.kind).toBe("reserved");
    for (const state of ["viewable", "released"] as const) {
      const heard = confirm(full, full.exposures[7]?.id ?? "", state, NOON);
      if (heard.kind === "over") throw new Error("was over");
      const again = ask(heard.ledger, NOON);
      expect(again.chosen.kind).toBe("reserved");
      expect(ask(again.ledger, NOON).chosen).toEqual(CAPPED);
    }
  });

  test("has us hold no more than both bounds, whatever it asks and keeps", () => {
    let ledger = EMPTY_LEDGER;
    for (let minute = 0; minute < 5; minute += 1) {
      const now = NOON + minute * RESERVATION_LIFE_MS;
      ledger = askTimes(LIVE_RESERVATIONS_MAX + 50, ledger, now);
      for (const { id } of ledger.exposures) {
        const heard = confirm(ledger, id, "renewed", now + 1);
        if (heard.kind === "heard") ({ ledger } = heard);
      }
      expect(ledger.exposures.length).toBeLessThanOrEqual(EXPOSURES_MAX + LIVE_RESERVATIONS_MAX);
    }
  });
});
