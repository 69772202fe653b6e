import { choicesOf } from "../../../worker/domain/consent/choices.ts";
import type { JourneyTemplate } from "../../../worker/domain/journey/templates/journey-template.ts";
import { JOURNEY_TEMPLATES } from "../../../worker/domain/journey/templates/journey-templates.ts";
import type { EventFields } from "../../../worker/domain/profile-state.ts";
import { audienceOf } from "../profile/sample.ts";
import { DAY, HOUR, Life, type Setup } from "./kit.ts";
import { cart } from "./samples.ts";

const template = (id: string): JourneyTemplate => {
  const found = JOURNEY_TEMPLATES.find((one) => one.id === id);
  if (found === undefined) throw new Error("no such template");
  return found;
};

/** A contact of a shop that runs the template. */
const life = (id: string, setup: Setup = {}): Life => {
  const { audiences, channels, definition } = template(id);
  const sources = audiences.map((one) => audienceOf(one.id, one.definition.include, one.definition));
  return new Life({ audiences: sources, media: channels, country: null, ...setup }).put(id, {
    ...definition,
    status: "live",
  });
};

const boots: EventFields = { items: [{ item_id: "boots", item_name: "Boots" }] };
const run = (of: Life, days: number): [string, number][] => of.sends().passes(days * DAY, true).messages;

/** Agrees to e-mail, with or without an event. */
const signedUp = (...types: string[]): Life => {
  const newcomer = life("welcome", { consent: { email_marketing: "denied" } });
  const choices = choicesOf({ email_marketing: "granted" }, "banner", newcomer.now);
  const events = types.map((type) => newcomer.event(type));
  return newcomer.hears(events, { choices });
};

/** By template: what a contact does, and what it gets, by hours. */
export const SCENES: Readonly<
  Record<string, { got: () => [string, number][]; expected: [string, number][] }[]>
> = {
  welcome: [
    {
      got: () => run(signedUp("identify"), 9),
      expected: [
        ["hello", 0],
        ["about", 48],
        ["offer", 144],
      ],
    },
    {
      got: () => run(signedUp().does("view_item", boots), 9),
      expected: [
        ["hello", 0],
        ["viewed", 48],
        ["offer", 144],
      ],
    },
    {
      got: () => run(signedUp("identify").passes(DAY).does("purchase"), 9),
      expected: [["hello", 0]],
    },
    {
      got: () => run(life("welcome", { consent: { email_marketing: "denied" } }).does("identify"), 9),
      expected: [],
    },
  ],
  "content-download": [
    {
      got: () => run(life("content-download").does("file_download", { content_id: "guide" }), 20),
      expected: [
        ["thanks", 1 / 6],
        ["use", 72 + 1 / 6],
        ["talk", 216 + 1 / 6],
      ],
    },
    {
      got: () => run(life("content-download").does("file_download").passes(HOUR).does("generate_lead"), 20),
      expected: [["thanks", 1 / 6]],
    },
  ],
  "trial-onboarding": [
    {
      got: () => run(life("trial-onboarding").does("start_trial"), 20),
      expected: [
        ["start", 0],
        ["help", 48],
        ["half-time", 168],
        ["last-sms", 288],
      ],
    },
    {
      got: () => {
        const agreed = life("trial-onboarding", { consent: { sms_marketing: "denied" } }).does("start_trial");
        return run(agreed.passes(5 * HOUR).does("trial_activated"), 20);
      },
      expected: [
        ["start", 0],
        ["tips", 29],
        ["half-time", 149],
        ["last-mail", 269],
      ],
    },
  ],
  "browse-abandonment": [
    {
      got: () => run(life("browse-abandonment").does("view_item", boots), 9),
      expected: [
        ["reminder", 4],
        ["help", 52],
      ],
    },
    {
      got: () =>
        run(
          life("browse-abandonment")
            .does("view_item", boots)
            .passes(6 * HOUR)
            .does("view_item", boots),
          9,
        ),
      expected: [["reminder", 4]],
    },
    {
      got: () =>
        run(life("browse-abandonment").does("view_item", boots).passes(HOUR).does("add_to_cart", boots), 9),
      expected: [],
    },
  ],
  "cart-abandonment": [
    {
      got: () => run(life("cart-abandonment").does("add_to_cart", { ...boots, ...cart("a") }), 9),
      expected: [
        ["reminder", 2],
        ["shipping", 26],
        ["discount", 74],
      ],
    },
    {
      got: () => {
        const left = life("cart-abandonment")
          .does("add_to_cart", cart("a"))
          .passes(5 * HOUR, true);
        return run(left.does("purchase", cart("a")), 9);
      },
      expected: [["reminder", 2]],
    },
  ],
  "price-alert": [
    {
      got: () => run(life("price-alert").does("view_item", boots).does("price_drop", boots), 9),
      expected: [
        ["cheaper", 0],
        ["last-call", 48],
      ],
    },
    { got: () => run(life("price-alert").does("price_drop", boots), 9), expected: [] },
    {
      got: () => {
        const told = life("price-alert")
          .does("view_item", boots)
          .does("price_drop", boots)
          .passes(HOUR, true);
        const both = { items: [{ item_id: "socks" }, { item_id: "boots" }] };
        return run(told.sends().does("purchase", both), 9);
      },
      expected: [["cheaper", 0]],
    },
  ],
  "post-purchase": [
    {
      got: () => run(life("post-purchase").does("purchase", { transaction_id: "o-1" }), 40),
      expected: [
        ["thanks", 1],
        ["review", 241],
        ["goes-with-it", 721],
      ],
    },
    {
      got: () => {
        const bought = life("post-purchase").does("purchase", { transaction_id: "o-1" }).passes(DAY);
        return run(bought.does("refund", { transaction_id: "o-1" }), 40);
      },
      expected: [["thanks", 1]],
    },
  ],
  "win-back": [
    {
      got: () => run(life("win-back").does("purchase"), 120),
      expected: [
        ["day-30", 30 * 24],
        ["day-60", 60 * 24],
        ["day-90", 90 * 24],
      ],
    },
    {
      got: () =>
        run(
          life("win-back")
            .does("purchase")
            .passes(40 * DAY, true)
            .does("purchase"),
          35,
        ),
      expected: [
        ["day-30", 30 * 24],
        ["day-30", 70 * 24],
      ],
    },
  ],
  "account-nurture": [
    {
      got: () => run(atAccount(), 20),
      expected: [
        ["introduction", 0],
        ["case", 168],
        ["invitation", 336],
      ],
    },
    {
      got: () => {
        const interested = atAccount()
          .does("page_view")
          .passes(2 * HOUR, true);
        return run(interested.does("page_view", { page: { url: "https://shop.example/pricing" } }), 20);
      },
      expected: [
        ["introduction", 0],
        ["call", 2],
      ],
    },
  ],
};

const atAccount = (): Life => {
  const contact = life("account-nurture");
  return contact.hears([contact.event("page_view")], { accountDomain: "account-one.example" });
};
