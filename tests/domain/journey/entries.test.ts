import { describe, expect, test } from "vitest";
import { EVENT_LATE_MAX_MS } from "../../../schemas/limits.ts";
import { JOURNEY_ENDED_MAX, JOURNEY_INSTANCES_MAX } from "../../../schemas/limits-outreach.ts";
import { audienceOf } from "../profile/sample.ts";
import { DAY, HOUR, Life, NOON } from "./kit.ts";
import { CART, cart, mail, wait, welcome } from "./samples.ts";

const LONG = [wait("10d"), mail("first")];
const entered = (life: Life): number => life.log.filter((type) => type === "journey_entered").length;

describe("who was in a journey", () => {
  test.each([
    ["never", 1],
    ["after_exit", 1],
    ["always", 2],
  ] as const)("and is, comes in again by the re-entry %s: %d instances", (reentry, count) => {
    const life = new Life().put("welcome", { ...welcome(...LONG), reentry });
    expect(life.does("sign_up").passes(HOUR).does("sign_up").instances).toHaveLength(count);
  });

  test.each([
    ["never", 1],
    ["after_exit", 2],
    ["always", 2],
  ] as const)("and left, comes in again by the re-entry %s: %d messages", (reentry, count) => {
    const life = new Life().put("welcome", { ...welcome(mail("first")), reentry });
    expect(life.does("sign_up").passes(HOUR).does("sign_up").messages).toHaveLength(count);
  });

  test.each(["after_exit", "always"] as const)("comes in again (%s) no earlier than was said", (reentry) => {
    const life = new Life().put("welcome", { ...welcome(mail("first")), reentry, reentry_after: "2d" });
    life
      .does("sign_up")
      .passes(2 * DAY - 1)
      .does("sign_up");
    expect(life.messages).toHaveLength(1);
    expect(life.passes(1).does("sign_up").messages).toHaveLength(2);
    expect(life.passes(2 * DAY - 1).does("sign_up").messages).toHaveLength(2);
  });

  test("comes in again with another key at any time", () => {
    const life = new Life().put("carts", { ...CART, reentry: "never" }).does("add_to_cart", cart("a"));
    life.does("purchase").does("add_to_cart", cart("a")).does("add_to_cart", cart("b"));
    expect(life.instances.map(({ key }) => key)).toEqual(["b"]);
  });

  test.each(["after_exit", "always"] as const)(
    "does not come in (%s) by what is heard of late",
    (reentry) => {
      const life = new Life().put("welcome", { ...welcome(mail("first")), reentry }).passes(HOUR);
      life.does("sign_up").does("sign_up", {}, NOON);
      expect(life.messages).toHaveLength(1);
    },
  );

  test("does not come in by what is older than a later entry, whichever of the two ended last", () => {
    const input = { ...welcome(wait("5h"), mail("long")), reentry: "always" as const };
    const life = new Life().put("welcome", input).does("sign_up").passes(HOUR);
    life
      .put("welcome", { ...input, steps: [mail("short")] })
      .does("sign_up")
      .passes(5 * HOUR);
    expect(life.does("sign_up", {}, NOON + 0.5 * HOUR).messages).toEqual([
      ["short", 1],
      ["long", 5],
    ]);
  });

  test("is in it once, whatever events of the same moment bring in", () => {
    const life = new Life().put("welcome", { ...welcome(mail("first")), reentry: "always" });
    life.hears([life.event("sign_up"), life.event("sign_up")]);
    expect(life.messages).toHaveLength(1);
  });
});

describe("a filter", () => {
  const input = {
    ...welcome(mail("first"), wait("1d"), mail("second")),
    filter: { not: { event: "refund" } },
  };

  test("that does not hold lets nobody in", () => {
    expect(entered(new Life().put("welcome", input).does("refund").does("sign_up"))).toBe(0);
  });

  test("that holds no more ends the journey at the next message", () => {
    const life = new Life().put("welcome", input).does("sign_up").passes(HOUR).does("refund");
    expect(life.instances).toHaveLength(1);
    expect(life.passes(DAY).ends).toEqual([["welcome", null, "filtered"]]);
    expect(life.messages).toEqual([["first", 0]]);
  });

  test("is the newest version's", () => {
    const life = new Life().put("welcome", input).does("sign_up").passes(HOUR).does("refund");
    expect(life.put("welcome", { ...input, filter: null }).passes(DAY).messages).toHaveLength(2);
  });

  test("that names an audience which is no more does not hold", () => {
    const life = new Life().put("welcome", { ...input, filter: { audience: "gone" } });
    expect(entered(life.does("sign_up"))).toBe(0);
  });

  test("may name an audience, which may name another", () => {
    const audiences = [
      audienceOf("buyers", { event: "purchase" }),
      audienceOf("fans", { and: [{ audience: "buyers" }, { event: "refund", count: { eq: 0 } }] }),
    ];
    const life = new Life({ audiences }).put("welcome", { ...input, filter: { audience: "fans" } });
    expect(entered(life.does("sign_up"))).toBe(0);
    expect(entered(life.does("purchase").does("sign_up"))).toBe(1);
  });
});

describe("a changed journey", () => {
  const old = welcome(wait("1d"), mail("old"), wait("1d"), mail("older"));
  const underWay = () => new Life().put("welcome", old).does("sign_up").passes(HOUR);

  test("leaves those who are under way with the steps that they began with", () => {
    const life = underWay()
      .put("welcome", welcome(mail("new")))
      .passes(9 * DAY);
    expect(life.messages).toEqual([
      ["old", 24],
      ["older", 48],
    ]);
    expect(life.ordered.map(({ version }) => version)).toEqual([1, 1]);
    expect(life.does("sign_up").messages.at(-1)?.[0]).toBe("new");
    expect(life.ordered.at(-1)?.version).toBe(2);
  });

  test("ends them by its new exits, and no more by its old ones", () => {
    const life = new Life().put("welcome", { ...old, exit: { event: "purchase" } }).does("sign_up");
    life
      .put("welcome", { ...old, exit: { event: "refund" } })
      .passes(HOUR)
      .does("purchase");
    expect(life.instances).toHaveLength(1);
    expect(life.does("refund").ends).toEqual([["welcome", null, "exited"]]);
  });

  test("with another key goes on to know them by the key that they began with", () => {
    const life = new Life().put("carts", CART).does("add_to_cart", cart("a"));
    life.put("carts", { ...CART, key: "transaction_id" }).passes(1);
    life.does("purchase", { cart_id: "b", transaction_id: "a" });
    expect(life.instances).toHaveLength(1);
    expect(life.does("purchase", { cart_id: "a", transaction_id: "b" }).instances).toHaveLength(0);
  });

  test("gives them its quiet hours and its caps", () => {
    const quiet_hours = { from: "12:00", to: "14:00" };
    const quiet = underWay()
      .put("welcome", { ...old, quiet_hours })
      .passes(9 * DAY);
    expect(quiet.messages).toEqual([
      ["old", 25],
      ["older", 49],
    ]);
    const caps = [{ scope: "campaign", limit: 1, window: "lifetime" } as const];
    expect(
      underWay()
        .put("welcome", { ...old, caps })
        .passes(9 * DAY).messages,
    ).toEqual([["old", 24]]);
  });

  test("that nobody began to follow brings in nobody by itself", () => {
    const life = new Life()
      .does("sign_up")
      .put("welcome", welcome(mail("new")))
      .wakes()
      .passes(DAY);
    expect(life.messages).toEqual([]);
  });
});

test("journeys begin and end by what other journeys do", () => {
  const life = new Life().put("first", welcome(wait("1h"), mail("a"))).put("second", {
    enter: { event: "journey_left", where: [{ prop: "params.journey", op: "eq", value: "first" }] },
    steps: [mail("b"), wait("1h"), mail("c")],
    exit: { event: "journey_entered", where: [{ prop: "params.journey", op: "eq", value: "first" }] },
  });
  life.does("sign_up").passes(1.5 * HOUR);
  expect(life.messages).toEqual([
    ["a", 1],
    ["b", 1],
  ]);
  expect(life.does("sign_up").passes(0.9 * HOUR).messages).toHaveLength(2);
  expect(life.ends).toContainEqual(["second", null, "exited"]);
});

test("visitors are in no journey", () => {
  const life = new Life().put("welcome", welcome(mail("first")));
  life.profile = { ...life.profile, id: "vw000000000000000000000abc" };
  expect(life.does("sign_up").messages).toEqual([]);
});

test("an entry that is older than events may be is none", () => {
  const late = audienceOf("idle", { event: "sign_up", not_followed_by: { event: "purchase", within: "1h" } });
  const life = (lateMs: number) =>
    new Life({ audiences: [late] })
      .put("idle", { enter: { audience: "idle" }, steps: LONG })
      .does("sign_up")
      .sleeps(HOUR + lateMs)
      .wakes();
  expect(life(EVENT_LATE_MAX_MS).instances).toHaveLength(1);
  expect(life(EVENT_LATE_MAX_MS + 1).instances).toHaveLength(0);
});

describe("a contact", () => {
  test("is under way in so many instances at once, and no more", () => {
    const life = new Life().put("carts", { ...CART, exit: null });
    for (let n = 0; n < JOURNEY_INSTANCES_MAX; n += 1) life.does("add_to_cart", cart(`c${n}`));
    expect(life.instances).toHaveLength(JOURNEY_INSTANCES_MAX);
    life.does("add_to_cart", cart("one-more"));
    expect(life.instances).toHaveLength(JOURNEY_INSTANCES_MAX);
    expect(life.instances.map(({ key }) => key)).not.toContain("one-more");
  });

  test("remembers so many ends; of too many the oldest is forgotten, and may begin again", () => {
    const life = new Life().put("carts", { ...CART, steps: [{ stop: true }], reentry: "never" });
    const ended = Array.from({ length: JOURNEY_ENDED_MAX }, (_, n) => ({
      journey: "carts",
      key: `c${n}`,
      enteredAt: NOON - HOUR,
      endedAt: NOON - HOUR,
      end: "stopped" as const,
    }));
    life.knows({ journeys: { instances: [], ended } }).does("add_to_cart", cart("one-more"));
    expect(life.ends).toHaveLength(JOURNEY_ENDED_MAX);
    expect(life.ends[0]).toEqual(["carts", "c1", "stopped"]);
    const before = entered(life);
    expect(entered(life.does("add_to_cart", cart("c1")))).toBe(before);
    expect(entered(life.does("add_to_cart", cart("c0")))).toBe(before + 1);
  });
});
