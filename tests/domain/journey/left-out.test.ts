import { describe, expect, test } from "vitest";
import type { Send } from "../../../schemas/journey.ts";
import { DAY, HOUR, Life, NOON } from "./kit.ts";
import { mail, sms, wait, welcome } from "./samples.ts";

const NEXT = [wait("1h"), { id: "next", send: { channel: "crm", text: "x" } }];
const sending = (send: Partial<Send> & { channel: string }) =>
  welcome({ id: "first", send: { text: "x", ...send } }, ...NEXT);

/** Steps that were ordered: the second goes wherever the first is left out. */
const sent = (
  input: ReturnType<typeof welcome>,
  prepare: (life: Life) => void = () => undefined,
  setup = {},
) => {
  const life = new Life(setup).put("welcome", input);
  prepare(life);
  return life
    .does("sign_up")
    .passes(DAY)
    .messages.map(([step]) => step);
};

const PUSH = { id: "p", sealed: "x", at: NOON };

const know = (life: Life) => life.knows({ push: [PUSH] });

const off = (life: Life) => life.knows({ optedOut: { news: NOON } });

const only = (kind: "email" | "phone") => (life: Life) => {
  life.kinds = [kind];
};

/** Its address is to be confirmed. */
const held = () =>
  new Life()
    .put("welcome", sending({ channel: "email" }))
    .knows({ confirmedAt: null })
    .does("sign_up");
const confirmed = (life: Life) => life.knows({ confirmedAt: life.now }).wakes();

describe("a message", () => {
  test.each(["email", "sms", "crm"])(
    "through %s goes to who agreed, has an address and turned nothing off",
    (channel) => {
      expect(sent(sending({ channel }))).toEqual(["first", "next"]);
    },
  );

  test("by push goes to who has a browser that takes it", () => {
    expect(sent(sending({ channel: "push" }))).toEqual(["next"]);
    expect(sent(sending({ channel: "push" }), (life) => life.knows({ push: [PUSH] }))).toEqual([
      "first",
      "next",
    ]);
  });

  test.each([
    ["email", "email_marketing"],
    ["sms", "sms_marketing"],
    ["push", "push_marketing"],
  ])("through %s is left out without %s, and the journey goes on", (channel, purpose) => {
    expect(sent(sending({ channel }), know)).toEqual(["first", "next"]);
    expect(sent(sending({ channel }), know, { consent: { [purpose]: "denied" } })).toEqual(["next"]);
  });

  test("through a webhook needs a purpose only where its step says so", () => {
    const consent = { ad_storage: "denied" } as const;
    expect(sent(sending({ channel: "crm" }), undefined, { consent })).toEqual(["first", "next"]);
    const wanting = sending({ channel: "crm", purpose: "ad_storage" });
    expect(sent(wanting, undefined, { consent })).toEqual(["next"]);
    expect(sent(wanting)).toEqual(["first", "next"]);
  });

  test("needs the purpose of its step in the place of its medium's", () => {
    const wanting = sending({ channel: "email", purpose: "sms_marketing" });
    expect(sent(wanting, undefined, { consent: { email_marketing: "denied" } })).toEqual(["first", "next"]);
    expect(sent(wanting, undefined, { consent: { sms_marketing: "denied" } })).toEqual(["next"]);
  });

  test.each(["bounced", "complained", "unsubscribed"] as const)(
    "is left out where the medium %s",
    (reason) => {
      const stop = (life: Life) => life.knows({ suppressed: { email: { reason, at: NOON } } });
      expect(sent(sending({ channel: "email" }), stop)).toEqual(["next"]);
      expect(sent(sending({ channel: "sms" }), stop)).toEqual(["first", "next"]);
    },
  );

  test("is left out where its topic is turned off, and only then", () => {
    expect(sent(sending({ channel: "email", topic: "news" }), off)).toEqual(["next"]);
    expect(sent(sending({ channel: "email", topic: "offers" }), off)).toEqual(["first", "next"]);
    expect(sent(sending({ channel: "email" }), off)).toEqual(["first", "next"]);
    expect(sent(sending({ channel: "email", topic: "constructor" }), off)).toEqual(["first", "next"]);
  });

  describe("to an address that is not confirmed", () => {
    test("waits for the confirmation and leaves with it, and the steps behind it follow", () => {
      const life = held().passes(30 * HOUR);
      expect(life.messages).toEqual([]);
      expect(confirmed(life).messages).toEqual([["first", 30]]);
      expect(life.passes(HOUR).messages).toEqual([
        ["first", 30],
        ["next", 31],
      ]);
    });

    test("is looked at again each day, for who was confirmed by another's word", () => {
      const life = held().passes(HOUR);
      life.knows({ confirmedAt: life.now - 1 });
      expect(life.passes(DAY).messages).toEqual([
        ["first", 24],
        ["next", 25],
      ]);
    });

    test("is left out after a week, and the next one waits in its place", () => {
      const life = held().passes(8 * DAY);
      expect(life.messages).toEqual([]);
      expect(confirmed(life).messages).toEqual([["next", 192]]);
    });

    test("shortens no other wait", () => {
      const life = new Life().put("welcome", welcome(wait("2d"), { id: "late", send: { channel: "crm" } }));
      life.knows({ confirmedAt: null }).does("sign_up").passes(HOUR);
      expect(confirmed(life).passes(HOUR).messages).toEqual([]);
      expect(life.passes(2 * DAY).messages).toEqual([["late", 48]]);
    });
  });

  test("is left out without an address of its medium", () => {
    expect(sent(sending({ channel: "email" }), only("phone"))).toEqual(["next"]);
    expect(sent(sending({ channel: "sms" }), only("email"))).toEqual(["next"]);
    expect(sent(sending({ channel: "email" }), only("email"))).toEqual(["first", "next"]);
  });

  test("is left out where its channel is no more", () => {
    expect(sent(sending({ channel: "gone" }))).toEqual(["next"]);
  });

  test("that is left out holds no place under caps", () => {
    const life = new Life({ consent: { email_marketing: "denied" } }).put("welcome", welcome(mail("first")));
    expect(life.does("sign_up").ledger.exposures).toEqual([]);
  });
});

test("an order names everything that writing the message takes", () => {
  const life = new Life().put("carts", {
    enter: { event: "add_to_cart" },
    key: "cart_id",
    steps: [wait("1h"), { send: { channel: "sms", text: "x", topic: "offers" } }],
  });
  life.does("add_to_cart", { cart_id: "a" }).passes(HOUR);
  const [instance] = life.ordered.map((order) => order.instance);
  expect(life.ordered).toEqual([
    {
      id: `${instance}-1`,
      contact: life.profile.id,
      journey: "carts",
      version: 1,
      instance,
      path: [1],
      step: "1",
      key: "a",
      channel: "sms",
      medium: "sms",
      purpose: "sms_marketing",
      topic: "offers",
      at: NOON + HOUR,
    },
  ]);
});

const threeMessages = () =>
  new Life().put("welcome", welcome(wait("1h"), mail("a"), sms("b"), wait("1h"), mail("c")));

describe("no message is ordered twice", () => {
  test("when a timer fires again", () => {
    const twice = threeMessages().does("sign_up").passes(HOUR).wakes().wakes().passes(HOUR).wakes();
    expect(twice.messages.map(([step]) => step)).toEqual(["a", "b", "c"]);
  });

  test("when it fires too early", () => {
    expect(
      threeMessages()
        .does("sign_up")
        .passes(HOUR - 1)
        .wakes().messages,
    ).toEqual([]);
  });

  test("when the clock steps back", () => {
    const back = threeMessages()
      .does("sign_up")
      .passes(HOUR)
      .sleeps(-2 * HOUR)
      .wakes()
      .does("page_view")
      .passes(DAY);
    expect(back.messages.map(([step]) => step)).toEqual(["a", "b", "c"]);
    expect(new Set(back.ordered.map(({ id }) => id)).size).toBe(3);
  });

  test("when the event that began the journey is repeated", () => {
    const repeated = threeMessages();
    const signUp = repeated.event("sign_up");
    repeated.hears([signUp]).hears([signUp]).passes(DAY);
    expect(repeated.messages).toHaveLength(3);
  });
});

test("ids of messages tell instances and steps apart, and are the same for the same", () => {
  const input = { ...welcome(mail("a"), sms("b")), reentry: "always" as const };
  const life = new Life().put("welcome", input).does("sign_up").passes(HOUR).does("sign_up");
  const ids = life.ordered.map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
  expect(ids).toEqual(life.ordered.map(({ instance, path }) => `${instance}-${path.join(".")}`));
});
