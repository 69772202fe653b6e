import { describe, expect, test } from "vitest";
import type { Cap } from "../../../schemas/campaign.ts";
import type { JourneyInput } from "../../../schemas/journey.ts";
import { DEFERRAL_MAX_MS, DEFERRAL_STEP_MS, MESSAGE_LIFE_MS } from "../../../schemas/limits-outreach.ts";
import type { Candidate } from "../../../worker/domain/campaign/exposure.ts";
import { ledgerName } from "../../../worker/domain/journey/message-order.ts";
import { DAY, HOUR, Life, MINUTE, NOON } from "./kit.ts";
import { CART, cart, mail, sms, wait, welcome } from "./samples.ts";

type CapInput = NonNullable<JourneyInput["caps"]>[number];

const capped = (cap: CapInput, rest: Partial<JourneyInput> = {}) => ({
  ...welcome(wait("1h"), mail("first"), mail("second")),
  caps: [cap],
  ...rest,
});
const begun = (input: ReturnType<typeof capped>): Life => new Life().put("welcome", input).does("sign_up");

/** Something that a cap of each scope counts with the first message, and something that it does not. */
const TOGETHER: Readonly<Record<Cap["scope"], [same: Partial<Candidate>, other: Partial<Candidate>]>> = {
  creative: [
    { campaign: ledgerName("welcome"), creative: "first" },
    { campaign: "welcome", creative: "first" },
  ],
  campaign: [{ campaign: ledgerName("welcome") }, { campaign: "welcome" }],
  placement: [{ placement: "email" }, { placement: "sms" }],
  channel: [{ channel: "email" }, { channel: "onsite" }],
  site: [{}, {}],
};

describe("a cap over", () => {
  test.each(Object.entries(TOGETHER))(
    "%s counts what campaigns showed, where it is the same",
    (scope, [same, other]) => {
      const cap = { scope: scope as Cap["scope"], limit: 1, per: "24h" };
      const first = (seen: Partial<Candidate>) => begun(capped(cap)).sees(seen).passes(DAY).messages[0];
      expect(first(same)?.[0]).not.toBe("first");
      if (scope !== "site") expect(first(other)).toEqual(["first", 1]);
    },
  );

  test("its journey counts messages that were ordered and have not left: two at once are one too many", () => {
    const life = begun(capped({ scope: "campaign", limit: 1, per: "24h" })).passes(HOUR);
    expect(life.messages).toEqual([["first", 1]]);
    expect(life.held).toEqual(life.ordered.map(({ id }) => id));
  });

  test("a step leaves others alone", () => {
    const life = begun(capped({ scope: "creative", limit: 1, window: "lifetime" })).passes(HOUR);
    expect(life.messages).toHaveLength(2);
  });
});

describe("a cap of 24 hours", () => {
  const cap = { scope: "site", limit: 1, per: "24h" } as const;

  test("by which a message may be left out leaves it out, and the journey goes on", () => {
    const life = begun(capped(cap))
      .sees()
      .passes(9 * DAY);
    expect(life.messages).toEqual([]);
    expect(life.ends).toEqual([["welcome", null, "completed"]]);
  });

  test("by which a message waits lets it go in the moment that has room", () => {
    const life = begun(capped(cap, { over_cap: "defer" }))
      .sees()
      .passes(9 * DAY);
    expect(life.messages[0]).toEqual(["first", 24]);
  });

  test("holds a second message back until the first is so long ago", () => {
    const life = begun(capped(cap, { over_cap: "defer" }))
      .passes(HOUR)
      .sends()
      .passes(9 * DAY);
    expect(life.messages).toEqual([
      ["first", 1],
      ["second", 25],
    ]);
  });

  test("holds it back for as long as the first waits to leave, or may", () => {
    const life = begun(capped(cap, { over_cap: "defer" })).passes(9 * DAY);
    expect(life.messages).toEqual([
      ["first", 1],
      ["second", 1 + MESSAGE_LIFE_MS / HOUR],
    ]);
  });

  test("of two waits until enough of what fills it is gone", () => {
    const life = begun(capped({ ...cap, limit: 2 }, { over_cap: "defer" }));
    life
      .sees()
      .passes(10 * MINUTE)
      .sees()
      .passes(10 * MINUTE)
      .sees();
    expect(life.passes(9 * DAY).messages[0]).toEqual(["first", 24 + 10 / 60]);
  });
});

const deferred = (cap: CapInput) =>
  begun(capped(cap, { over_cap: "defer" }))
    .sees()
    .passes(9 * DAY);

describe("a cap that does not tell when it has room", () => {
  test("of a day of the calendar lets a message go soon after midnight", () => {
    const { messages } = deferred({ scope: "site", limit: 1, window: "calendar", per: "day" });
    expect(messages[0]).toEqual(["first", 12]);
  });

  test("of a session lets it go when the session is over", () => {
    const life = begun(capped({ scope: "site", limit: 1, window: "session" }, { over_cap: "defer" }));
    life
      .passes(50 * MINUTE)
      .sees()
      .passes(DAY);
    expect(life.messages[0]).toEqual(["first", 1.5]);
  });

  test("is looked at again every quarter of an hour", () => {
    const life = begun(
      capped({ scope: "site", limit: 1, window: "calendar", per: "day" }, { over_cap: "defer" }),
    );
    life.sees().passes(HOUR);
    expect(life.next).toBe(life.now + DEFERRAL_STEP_MS);
  });
});

describe("a message that would wait", () => {
  test.each<[string, CapInput]>([
    ["for ever, because the limit is 0", { scope: "campaign", limit: 0, per: "1h" }],
    ["for ever, because the cap is for life", { scope: "site", limit: 1, window: "lifetime" }],
    ["for longer than seven days", { scope: "site", limit: 1, per: "30d" }],
  ])("%s is left out at once, and the journey goes on", (_, cap) => {
    const life = begun(capped(cap, { over_cap: "defer" }))
      .sees()
      .passes(HOUR);
    expect(life.messages).toEqual([]);
    expect(life.ends).toEqual([["welcome", null, "completed"]]);
  });

  test.each([
    [0, 1],
    [1, 0],
  ])("%d ms longer than the maximum goes: %d times", (more, count) => {
    const perMs = DEFERRAL_MAX_MS + HOUR + more;
    const cap = { scope: "site", limit: 1, per: `${Math.ceil(perMs / 1_000)}s` } as const;
    const life = begun({ ...capped(cap, { over_cap: "defer" }), steps: [wait("1h"), mail("first")] });
    expect(life.sees().passes(30 * DAY).messages).toHaveLength(count);
  });

  test("again and again is left out when it has waited for seven days", () => {
    const cap = { scope: "site", limit: 1, per: "5d" } as const;
    const life = begun({ ...capped(cap, { over_cap: "defer" }), steps: [wait("1s"), mail("first")] }).sees();
    life
      .passes(4 * DAY)
      .sees()
      .passes(30 * DAY);
    expect(life.messages).toEqual([]);
  });

  test("is left out where another cap has no room for it, ever", () => {
    const caps = [
      { scope: "site", limit: 1, per: "2h" } as const,
      { scope: "channel", limit: 0, per: "1h" } as const,
    ];
    const life = begun({ ...capped(caps[0] as CapInput, { over_cap: "defer" }), caps }).sees();
    expect(life.passes(9 * DAY).messages).toEqual([]);
  });
});

describe("two journeys that would write at the same moment", () => {
  const caps = [{ scope: "site", limit: 1, per: "24h" } as const];
  const one = (step: string, priority: number, over_cap: "skip" | "defer" = "skip") => ({
    ...welcome(wait("1h"), mail(step)),
    caps,
    priority,
    over_cap,
  });

  test.each([
    [1, 2, "high"],
    [2, 1, "low"],
    [1, 1, "low"],
  ])(
    "with the priorities %d and %d have one cap: %s goes first, the other is left out",
    (low, high, first) => {
      const life = new Life().put("a", one("low", low)).put("b", one("high", high)).does("sign_up");
      expect(life.passes(9 * DAY).messages).toEqual([[first, 1]]);
    },
  );

  test("both go, where the second may wait", () => {
    const life = new Life()
      .put("a", one("low", 1, "defer"))
      .put("b", one("high", 2, "defer"))
      .does("sign_up");
    expect(
      life
        .passes(HOUR)
        .sends()
        .passes(9 * DAY).messages,
    ).toEqual([
      ["high", 1],
      ["low", 25],
    ]);
  });

  test("of the same priority go in the order in which they became due", () => {
    const life = new Life()
      .put("a", one("later", 1))
      .put("b", { ...one("x", 1), steps: [wait("30m"), mail("sooner")] });
    expect(
      life
        .does("sign_up")
        .sleeps(2 * HOUR)
        .wakes().messages,
    ).toEqual([["sooner", 2]]);
  });

  test("are held to the caps of their own journey only", () => {
    const life = new Life().put("a", one("capped", 1)).put("b", { ...one("free", 1), caps: [] });
    expect(life.does("sign_up").sees().passes(DAY).messages).toEqual([["free", 1]]);
  });
});

describe("an exit", () => {
  test("gives back the place of a message that waits to leave", () => {
    const life = new Life().put("carts", CART).does("add_to_cart", cart("a")).passes(HOUR);
    expect(life.held).toHaveLength(1);
    expect(life.does("purchase").held).toEqual([]);
  });

  test("gives back nothing of other instances, of pages, or of messages that have left", () => {
    const life = new Life().put("carts", CART).does("add_to_cart", cart("a")).passes(HOUR).sends();
    life.does("add_to_cart", cart("b")).passes(HOUR).does("purchase", cart("a"));
    expect(life.held).toEqual([life.ordered[1]?.id]);
    expect(life.ledger.exposures.map(({ viewableAt }) => viewableAt)).toEqual([NOON + HOUR, null]);
  });
});

test("the last message of a journey keeps its place when the journey is complete", () => {
  const life = new Life().put("welcome", welcome(sms("only"))).does("sign_up");
  expect(life.ends).toEqual([["welcome", null, "completed"]]);
  expect(life.held).toHaveLength(1);
});
