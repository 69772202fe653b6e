import { describe, expect, test } from "vitest";
import { PAUSED_JOURNEY_MS } from "../../../schemas/limits-outreach.ts";
import { DAY, HOUR, Life, MINUTE, NOON } from "./kit.ts";
import { cart, mail, wait, welcome } from "./samples.ts";

const CHECKOUT = { wait_until: { event: "begin_checkout" }, timeout: "10h" };
const begun = (...steps: Parameters<typeof welcome>): Life =>
  new Life().put("welcome", welcome(...steps)).does("sign_up");

const waiting = () => begun(wait("1h"), CHECKOUT, wait("2h"), mail("after"));

describe("waiting for an event", () => {
  test("ends when it comes", () => {
    const life = waiting()
      .passes(3 * HOUR)
      .does("begin_checkout")
      .passes(DAY);
    expect(life.messages).toEqual([["after", 5]]);
  });

  test("ends with its timeout", () => {
    expect(waiting().passes(DAY).messages).toEqual([["after", 13]]);
  });

  test("has to do with no other event, and none that does not meet its conditions", () => {
    const wanted = { event: "begin_checkout", where: [{ prop: "value", op: "gt", value: 10 } as const] };
    const life = begun({ wait_until: wanted, timeout: "10h" }, mail("after"));
    life.passes(HOUR).does("page_view").does("begin_checkout", { value: 10 });
    expect(life.passes(8 * HOUR).messages).toEqual([]);
    expect(life.does("begin_checkout", { value: 11 }).messages).toEqual([["after", 9]]);
  });

  test("is over at once where the event came before the wait was reached, because a timer was late", () => {
    const life = waiting()
      .sleeps(3 * HOUR)
      .does("begin_checkout")
      .sleeps(HOUR)
      .wakes();
    expect(life.passes(DAY).messages).toEqual([["after", 5]]);
  });

  test("is not over by what came before it was due to be reached", () => {
    const life = waiting()
      .sleeps(0.5 * HOUR)
      .does("begin_checkout")
      .passes(DAY);
    expect(life.messages).toEqual([["after", 13]]);
  });

  test("timed out where the event came after its timeout, also when the timer was later than both", () => {
    const life = waiting()
      .sleeps(12 * HOUR)
      .does("begin_checkout")
      .passes(DAY);
    expect(life.messages).toEqual([["after", 13]]);
  });

  test("takes an event that is heard of late at the time at which it happened", () => {
    const life = waiting()
      .passes(4 * HOUR)
      .does("begin_checkout", {}, NOON + 2 * HOUR)
      .passes(DAY);
    expect(life.messages).toEqual([["after", 4]]);
  });

  test("needs a second event where the first has ended a wait for the same before", () => {
    const life = begun(CHECKOUT, CHECKOUT, mail("after")).passes(HOUR).does("begin_checkout");
    expect(life.messages).toEqual([]);
    expect(life.passes(HOUR).does("begin_checkout").messages).toEqual([["after", 2]]);
  });

  test("needs another event than the one that began the journey", () => {
    const life = begun({ wait_until: { event: "sign_up" }, timeout: "1d" }, mail("after"));
    expect(life.messages).toEqual([]);
    expect(life.passes(HOUR).does("sign_up").messages).toEqual([["after", 1]]);
  });

  test("takes one of the same moment that comes after it was reached", () => {
    const life = begun(mail("first"), CHECKOUT, mail("after")).does("begin_checkout");
    expect(life.messages).toEqual([
      ["first", 0],
      ["after", 0],
    ]);
  });

  test("with a key is for what carries the same key, or none", () => {
    const steps = [CHECKOUT, mail("after")];
    const keyed = { enter: { event: "add_to_cart" }, key: "cart_id", steps };
    const life = new Life().put("carts", keyed).does("add_to_cart", cart("a")).passes(HOUR);
    expect(life.does("begin_checkout", cart("b")).messages).toEqual([]);
    expect(life.passes(HOUR).does("begin_checkout", cart("a")).messages).toEqual([["after", 2]]);
    life.does("add_to_cart", cart("c")).passes(HOUR).does("begin_checkout");
    expect(life.messages).toHaveLength(2);
  });
});

describe("a timer that is hours late", () => {
  test("changes nothing of waits, and what follows a message is counted from when it really went", () => {
    const life = begun(wait("1h"), wait("1h"), mail("first"), wait("24h"), mail("second"));
    life
      .sleeps(7 * HOUR)
      .wakes()
      .passes(3 * DAY);
    expect(life.messages).toEqual([
      ["first", 7],
      ["second", 31],
    ]);
  });

  test("does not make a change begin a wait anew that was over before it", () => {
    const steps = [wait("1h"), wait("1h"), mail("first")];
    const life = new Life().put("carts", { enter: { event: "add_to_cart" }, key: "cart_id", steps });
    life
      .does("add_to_cart", cart("a"))
      .sleeps(90 * MINUTE)
      .does("remove_from_cart", cart("a"));
    expect(life.passes(DAY).messages).toEqual([["first", 2.5]]);
  });
});

describe("an event of two days ago", () => {
  test("begins a journey at its own time", () => {
    const life = new Life().put("welcome", welcome(wait("3d"), mail("first")));
    expect(life.does("sign_up", {}, NOON - 2 * DAY).passes(9 * DAY).messages).toEqual([["first", 24]]);
  });

  test.each([
    [3 * DAY - 1, 1],
    [3 * DAY, 1],
    [3 * DAY + 1, 0],
  ])("or of %d ms ago brings %d in", (ago, count) => {
    const life = new Life().put("welcome", welcome(wait("30d"), mail("first")));
    expect(life.does("sign_up", {}, NOON - ago).instances).toHaveLength(count);
  });
});

describe("a paused journey", () => {
  const input = welcome(wait("1h"), mail("first"), wait("1h"), mail("second"));
  const paused = () =>
    new Life()
      .put("welcome", input)
      .does("sign_up")
      .put("welcome", { ...input, status: "paused" });

  test.each(["paused", "draft"] as const)(
    "or one that is %s again sends nothing, and loses nobody",
    (status) => {
      const life = paused()
        .put("welcome", { ...input, status })
        .passes(5 * DAY);
      expect([life.messages, life.instances.length]).toEqual([[], 1]);
    },
  );

  test("is looked at once an hour, and goes on within one when it is live again", () => {
    const life = paused().passes(HOUR);
    expect(life.next).toBe(life.now + PAUSED_JOURNEY_MS);
    life
      .passes(4.5 * HOUR)
      .put("welcome", input)
      .passes(DAY);
    expect(life.messages).toEqual([
      ["first", 6],
      ["second", 7],
    ]);
  });

  test("lets nobody in", () => {
    const life = new Life().put("welcome", { ...input, status: "paused" }).does("sign_up");
    expect(life.instances).toEqual([]);
  });
});

test("a deleted journey is over when its next step comes", () => {
  const life = begun(wait("1h"), mail("first"))
    .delete("welcome")
    .passes(0.5 * HOUR);
  expect(life.instances).toHaveLength(1);
  expect(life.passes(DAY).ends).toEqual([["welcome", null, "deleted"]]);
  expect(life.messages).toEqual([]);
});
