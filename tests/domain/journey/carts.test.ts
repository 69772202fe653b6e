import { describe, expect, test } from "vitest";
import { audienceOf, eventOf, profileOf, VISITOR } from "../profile/sample.ts";
import { DAY, HOUR, Life, MINUTE, NOON } from "./kit.ts";
import { CART, cart, mail, wait } from "./samples.ts";

const left = (): Life => new Life().put("carts", CART).does("add_to_cart", cart("a"));
const keys = ({ instances }: Life) => instances.map(({ key }) => key);

describe("a cart that was left", () => {
  test("brings its two messages, each after its wait, and then the journey is over", () => {
    const life = left().passes(9 * DAY);
    expect(life.messages).toEqual([
      ["first", 1],
      ["second", 24],
    ]);
    expect(life.ends).toEqual([["carts", "a", "completed"]]);
    expect(life.next).toBe(Infinity);
  });

  test("that is changed begins its wait anew, whatever else happens does not", () => {
    const life = left()
      .passes(40 * MINUTE)
      .does("page_view")
      .does("view_item", cart("a"));
    life.does("add_to_cart", cart("a")).passes(50 * MINUTE);
    expect(life.messages).toEqual([]);
    life.does("remove_from_cart", cart("a")).passes(5 * HOUR);
    expect(life.messages).toEqual([["first", 2.5]]);
    expect(life.ends).toEqual([]);
  });

  test("is not begun anew by a change of another cart, or of none", () => {
    const life = left()
      .passes(40 * MINUTE)
      .does("add_to_cart", cart("b"))
      .does("remove_from_cart");
    expect(life.passes(20 * MINUTE).messages).toEqual([["first", 1]]);
  });

  test("is begun anew only by the events that its journey names", () => {
    const life = new Life().put("carts", { ...CART, restart_on: ["view_cart"] });
    life
      .does("add_to_cart", cart("a"))
      .passes(40 * MINUTE)
      .does("add_to_cart", cart("a"));
    expect(life.passes(20 * MINUTE).messages).toEqual([["first", 1]]);
    life
      .passes(HOUR)
      .does("view_cart", cart("a"))
      .passes(22 * HOUR);
    expect(life.messages).toHaveLength(1);
    expect(life.passes(HOUR).messages).toEqual([
      ["first", 1],
      ["second", 25],
    ]);
  });
});

describe("a second cart", () => {
  test("has an instance and messages of its own", () => {
    const life = left()
      .passes(30 * MINUTE)
      .does("add_to_cart", cart("b"))
      .passes(2 * HOUR);
    expect(life.messages).toEqual([
      ["first", 1],
      ["first", 1.5],
    ]);
    expect(life.ordered.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(new Set(life.ordered.map(({ id }) => id)).size).toBe(2);
  });

  test("goes on when the first one is ordered", () => {
    const life = left().does("add_to_cart", cart("b")).passes(MINUTE).does("purchase", cart("a"));
    expect(keys(life)).toEqual(["b"]);
    expect(life.ends).toEqual([["carts", "a", "exited"]]);
    expect(life.passes(9 * DAY).ordered.map(({ key }) => key)).toEqual(["b", "b"]);
  });

  test("is over with the first one, where the order names no cart", () => {
    const life = left().does("add_to_cart", cart("b")).passes(MINUTE).does("purchase");
    expect(keys(life)).toEqual([]);
    expect(life.passes(9 * DAY).messages).toEqual([]);
  });
});

describe("an order", () => {
  test("in the middle of a wait ends it: no message follows", () => {
    const life = left()
      .passes(5 * HOUR)
      .does("purchase", cart("a"))
      .passes(9 * DAY);
    expect(life.messages).toEqual([["first", 1]]);
  });

  test("ends an instance without a key, whatever it names", () => {
    const life = new Life().put("carts", CART).does("add_to_cart").does("purchase", cart("a"));
    expect(life.ends).toEqual([["carts", null, "exited"]]);
  });

  test("from before the entry ends nothing, also when it is heard of later", () => {
    const life = left()
      .passes(MINUTE)
      .does("purchase", cart("a"), NOON - 1);
    expect(keys(life)).toEqual(["a"]);
  });

  test("that is heard of before the cart it belongs to ends what that cart begins", () => {
    const life = new Life()
      .put("carts", CART)
      .sleeps(2 * HOUR)
      .does("purchase", cart("a"), NOON + HOUR);
    life.does("add_to_cart", cart("a"), NOON).passes(DAY);
    expect(life.messages).toEqual([]);
    expect(life.ends).toEqual([["carts", "a", "exited"]]);
  });

  test("that comes with its cart sends nothing, in whichever order they are named", () => {
    const life = new Life().put("carts", { ...CART, steps: [mail("first")] });
    const begun = life.event("add_to_cart", cart("a"));
    const paid = life.event("purchase", cart("a"), NOON + 1);
    expect(life.sleeps(MINUTE).hears([paid, begun]).messages).toEqual([]);
  });

  test("by which one instance ends and another begins does both", () => {
    const life = new Life().put("thanks", {
      enter: { event: "purchase" },
      exit: { event: "purchase" },
      steps: [wait("7d"), mail("review")],
    });
    life.does("purchase").passes(DAY).does("purchase");
    expect(life.ends).toEqual([["thanks", null, "exited"]]);
    expect(life.passes(9 * DAY).messages).toEqual([["review", 8 * 24]]);
  });

  test("with conditions is one only where they hold, and any of several exits will do", () => {
    const exit = [
      { event: "purchase", where: [{ prop: "value", op: "gte", value: 50 } as const] },
      { event: "unsubscribe" },
    ];
    const life = new Life().put("carts", { ...CART, exit }).does("add_to_cart", cart("a"));
    life.does("purchase", { ...cart("a"), value: 49 });
    expect(keys(life)).toEqual(["a"]);
    expect(keys(life.does("unsubscribe"))).toEqual([]);
  });

  test("ends also who waits in a journey that is paused", () => {
    const life = left()
      .put("carts", { ...CART, status: "paused" })
      .passes(2 * HOUR)
      .does("purchase");
    expect(keys(life)).toEqual([]);
  });

  test("that was imported begins nothing, and ends what it is about", () => {
    const life = new Life().put("carts", CART);
    life.hears([life.event("add_to_cart", cart("a"))], { isHistory: true });
    expect(keys(life)).toEqual([]);
    life.does("add_to_cart", cart("b")).passes(MINUTE);
    life.hears([life.event("purchase", cart("b"))], { isHistory: true });
    expect(life.ends).toEqual([["carts", "b", "exited"]]);
  });
});

describe("an audience of cart abandoners", () => {
  const ABANDONERS = audienceOf("abandoners", {
    event: "add_to_cart",
    within: "7d",
    not_followed_by: { event: "purchase", within: "1h" },
  });
  const BY_AUDIENCE = { ...CART, enter: { audience: "abandoners" }, steps: [wait("1h"), mail("first")] };
  const member = (input: object = {}): Life =>
    new Life({ audiences: [ABANDONERS] }).put("carts", { ...BY_AUDIENCE, ...input });

  test("brings its members in when they become it, with the newest key of then", () => {
    const life = member()
      .does("add_to_cart", cart("a"))
      .passes(59 * MINUTE);
    expect(keys(life)).toEqual([]);
    expect(keys(life.passes(MINUTE))).toEqual(["a"]);
    expect(life.passes(DAY).messages).toEqual([["first", 2]]);
  });

  test("whose timer was late brings them in at their time, with the key of that time", () => {
    const life = member()
      .does("add_to_cart", cart("a"))
      .sleeps(90 * MINUTE);
    life.does("add_to_cart", cart("b"));
    expect(life.instances.map(({ key, enteredAt }) => [key, enteredAt - NOON])).toEqual([
      ["b", 1.5 * HOUR],
      ["a", HOUR],
    ]);
  });

  test("brings in further carts of its members at once", () => {
    const life = member()
      .does("add_to_cart", cart("a"))
      .passes(3 * HOUR)
      .does("add_to_cart", cart("b"));
    expect(life.passes(DAY).messages).toEqual([
      ["first", 2],
      ["first", 4],
    ]);
  });

  test("brings in no further cart of somebody who is no member", () => {
    expect(keys(member().does("add_to_cart", cart("a")))).toEqual([]);
  });

  test("that is left ends the journey only where that was said", () => {
    const GONE = 7 * DAY;
    const stays = member({ steps: [wait("9d"), mail("first")] })
      .does("add_to_cart", cart("a"))
      .passes(GONE);
    expect(keys(stays)).toEqual(["a"]);
    const leaves = member({ steps: [wait("9d"), mail("first")], exit_on_leave: true });
    expect(leaves.does("add_to_cart", cart("a")).passes(GONE).ends).toEqual([["carts", "a", "left"]]);
    expect(leaves.messages).toEqual([]);
  });

  test("that was entered and left while a timer was late brings no message", () => {
    const life = member({ exit_on_leave: true })
      .does("add_to_cart", cart("a"))
      .sleeps(8 * DAY)
      .wakes();
    expect(life.messages).toEqual([]);
  });

  test("brings in with an order that came after the entry nobody who would be written to", () => {
    const life = member()
      .does("add_to_cart", cart("a"))
      .sleeps(5 * HOUR)
      .does("purchase", cart("a"));
    expect(life.messages).toEqual([]);
    expect(life.ends).toEqual([["carts", "a", "exited"]]);
  });

  test("brings in nobody by import", () => {
    const life = member();
    life.hears([life.event("add_to_cart", cart("a"), NOON - DAY)], { isHistory: true });
    expect(life.log).toEqual(["add_to_cart"]);
    expect(keys(life.passes(9 * DAY))).toEqual([]);
  });

  test("brings in who becomes known in that moment, however long the cart was left", () => {
    const visit = [eventOf("v1", NOON - 5 * DAY, { type: "add_to_cart", fields: cart("a") })];
    const life = member().adopts(profileOf(VISITOR, { log: visit }, { choices: {} }), []);
    expect(life.instances).toMatchObject([{ key: "a", enteredAt: NOON }]);
    expect(life.passes(DAY).messages).toEqual([["first", 1]]);
  });
});

test("an order in an earlier visit of another browser ends the journey when that browser becomes known", () => {
  const life = left().passes(5 * HOUR);
  const paid = eventOf("v1", NOON + 2 * HOUR, { type: "purchase", fields: {} });
  life.adopts(profileOf(VISITOR, { log: [paid] }), []);
  expect(life.ends).toEqual([["carts", "a", "exited"]]);
});

test("a message that was ordered is called off by the order of its own cart alone, whatever the key is by now", () => {
  const life = new Life().put("carts", { ...CART, steps: [mail("first")] }).does("add_to_cart", cart("a"));
  life.put("carts", { ...CART, key: "transaction_id", steps: [mail("first")] });
  expect(life.does("purchase", cart("b")).checks).toEqual(["wanted"]);
  expect(life.does("purchase", cart("a")).checks).toEqual(["over"]);
});
