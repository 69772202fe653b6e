import { describe, expect, test } from "vitest";
import { EXPOSURES_MAX, RESERVATION_LIFE_MS } from "../../../schemas/limits.ts";
import { allows, occupancy } from "../../../worker/domain/campaign/caps.ts";
import { confirm } from "../../../worker/domain/campaign/confirm.ts";
import {
  EMPTY_LEDGER,
  type Ledger,
  reserve,
  trimLedger,
  uniteLedgers,
} from "../../../worker/domain/campaign/ledger.ts";
import { CANDIDATE, cap, exposure, ledgerOf, NOON, seen } from "./sample.ts";

const HOUR_MS = 3_600_000;
const view = (now: number) => ({ now, zone: "UTC", sessionStart: now - 60_000 });

describe("a cap counts", () => {
  test.each([
    ["a moment before its window ends", HOUR_MS - 1, 1],
    ["nothing that is exactly as old as its window", HOUR_MS, 0],
  ])("%s", (_, age, count) => {
    expect(occupancy(ledgerOf(seen("r", NOON - age)), CANDIDATE, cap(), view(NOON))).toBe(count);
  });

  test.each<[string, object, number]>([
    ["creative", {}, 1],
    ["campaign", { creative: "b" }, 1],
    ["creative", { creative: "b" }, 0],
    ["campaign", { campaign: "coats" }, 0],
    ["placement", { campaign: "coats", placement: "hero" }, 1],
    ["placement", { placement: "side" }, 0],
    ["channel", { campaign: "coats", placement: "side" }, 1],
    ["channel", { channel: "email" }, 0],
    ["site", { campaign: "coats", placement: "side", channel: "email" }, 1],
  ])("over a %s what shares it: %j", (scope, other, count) => {
    const ledger = ledgerOf(seen("r", NOON, other));
    expect(occupancy(ledger, CANDIDATE, cap({ scope }), view(NOON))).toBe(count);
  });

  test.each<[string, object, [live: number, over: number]]>([
    ["viewable", {}, [1, 0]],
    ["rendered", {}, [1, 0]],
    ["reserved", {}, [1, 1]],
    ["viewable", { renderedAt: NOON }, [1, 0]],
    ["rendered", { renderedAt: NOON }, [1, 1]],
    ["viewable", { renderedAt: NOON, viewableAt: NOON }, [1, 1]],
  ])("%s of a reservation %j while it lives, and afterwards", (counts, more, expected) => {
    const ledger = ledgerOf(exposure("r", NOON, more));
    const at = (now: number) => occupancy(ledger, CANDIDATE, cap({ counts }), view(now));
    expect([at(NOON + RESERVATION_LIFE_MS - 1), at(NOON + RESERVATION_LIFE_MS)]).toEqual(expected);
  });

  test("what is counters only as if all of it had just happened, while any of it may have", () => {
    const folded = { "campaign boots": { reserved: 9, rendered: 7, viewable: 5, until: NOON } };
    const ledger: Ledger = { ...EMPTY_LEDGER, folded };
    expect(occupancy(ledger, CANDIDATE, cap(), view(NOON + HOUR_MS - 1))).toBe(5);
    expect(occupancy(ledger, CANDIDATE, cap(), view(NOON + HOUR_MS))).toBe(0);
    expect(occupancy(ledger, CANDIDATE, cap({ window: "lifetime" }), view(NOON + HOUR_MS))).toBe(5);
  });

  test("and every one of several must allow", () => {
    const ledger = ledgerOf(seen("r", NOON));
    expect(allows(ledger, CANDIDATE, [cap({ limit: 2 }), cap({ scope: "site", limit: 1 })], view(NOON))).toBe(
      false,
    );
    expect(allows(ledger, CANDIDATE, [cap({ limit: 2 }), cap({ scope: "site", limit: 2 })], view(NOON))).toBe(
      true,
    );
    expect(allows(ledger, CANDIDATE, [], view(NOON))).toBe(true);
  });
});

describe("a ledger", () => {
  const full = Array.from({ length: EXPOSURES_MAX }, (_, index) => seen(`r${index}`, NOON + index));

  test("counts the oldest by number once there are too many, and loses none", () => {
    const now = NOON + EXPOSURES_MAX;
    const after = reserve(ledgerOf(...full), exposure("new", now), now);
    expect(after.exposures.map(({ id }) => id)).toEqual([...full.slice(1).map(({ id }) => id), "new"]);
    expect(after.folded["site"]).toEqual({ reserved: 1, rendered: 1, viewable: 1, until: NOON });
    const lifetime = cap({ window: "lifetime", counts: "reserved" });
    expect(occupancy(after, CANDIDATE, lifetime, view(now))).toBe(EXPOSURES_MAX + 1);
  });

  test("keeps listing what may still be confirmed, however old", () => {
    const now = NOON + EXPOSURES_MAX;
    const live = exposure("live", NOON - 1);
    const after = reserve(ledgerOf(live, ...full.slice(1)), exposure("new", now), now);
    expect(after.exposures[0]).toBe(live);
  });

  test("united with itself is itself, and with another has each exposure once, in order", () => {
    const [ours, theirs] = [ledgerOf(seen("a", 1), exposure("b", 3)), ledgerOf(seen("b", 3), seen("c", 2))];
    expect(uniteLedgers(ours, ours)).toEqual(ours);
    const united = uniteLedgers(ours, theirs);
    expect(united.exposures.map(({ id }) => id)).toEqual(["a", "c", "b"]);
    expect(united.exposures[2]).toMatchObject({ renderedAt: 3, viewableAt: 3 });
    expect(uniteLedgers(theirs, ours)).toEqual(united);
    expect(uniteLedgers(EMPTY_LEDGER, ours)).toBe(ours);
  });

  test("goes on with the place of whoever was further last", () => {
    const [ours, theirs] = [
      { ...EMPTY_LEDGER, places: { story: { seen: ["one"], at: 5 }, mine: { seen: ["x"], at: 1 } } },
      { ...EMPTY_LEDGER, places: { story: { seen: ["one", "two"], at: 6 } } },
    ];
    expect(uniteLedgers(ours, theirs).places).toEqual({ ...ours.places, ...theirs.places });
    expect(uniteLedgers(theirs, ours).places).toEqual({ ...ours.places, ...theirs.places });
  });

  test("lets go of what is too old", () => {
    const folded = { site: { reserved: 1, rendered: 0, viewable: 0, until: 4 } };
    const old: Ledger = {
      ...ledgerOf(seen("a", 4), seen("b", 5)),
      folded,
      places: { story: { seen: ["a"], at: 4 } },
    };
    expect(trimLedger(old, 5)).toEqual(ledgerOf(seen("b", 5)));
    expect(trimLedger(old, 4)).toBe(old);
  });
});

describe("a confirmation", () => {
  test("by a clock that stepped back happens when the last thing did", () => {
    const ledger = { ...ledgerOf(exposure("r", NOON)), newestAt: NOON + 10 };
    const heard = confirm(ledger, "r", "viewable", NOON - HOUR_MS);
    expect(heard).toMatchObject({ kind: "heard", isNews: true });
    expect(heard.kind === "heard" && heard.ledger.exposures[0]?.viewableAt).toBe(NOON + 10);
  });

  test("of what nobody reserved is over", () => {
    expect(confirm(EMPTY_LEDGER, "r", "released", NOON)).toEqual({ kind: "over" });
  });

  test("of a click says that it was rendered, and is good for what was seen, however late", () => {
    const clicked = confirm(ledgerOf(exposure("r", NOON)), "r", "clicked", NOON + 5);
    expect(clicked.kind === "heard" && clicked.ledger.exposures[0]).toMatchObject({
      renderedAt: NOON + 5,
      viewableAt: null,
      clickedAt: NOON + 5,
    });
    expect(confirm(ledgerOf(seen("r", NOON)), "r", "clicked", NOON + HOUR_MS)).toMatchObject({
      isNews: true,
    });
    expect(confirm(ledgerOf(exposure("r", NOON)), "r", "clicked", NOON + HOUR_MS)).toEqual({ kind: "over" });
  });
});
