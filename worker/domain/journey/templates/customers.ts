import { templateDefinition } from "../../audience/templates/audience-template.ts";
import { ACCOUNT_TEMPLATES } from "../../audience/templates/accounts.ts";
import { journeyTemplate, type JourneyTemplate, ownCode, ONE_MAIL_A_DAY, when } from "./journey-template.ts";
import { letter, TO_SHOP } from "./letter.ts";

/** For those who have bought, and for whole companies. */
export const CUSTOMER_TEMPLATES: readonly JourneyTemplate[] = [
  journeyTemplate({
    id: "post-purchase",
    name: "Post-purchase",
    about:
      "Thanks for each order, asks for a review after ten days and shows what goes with it after a month; a refund ends it. Rests on purchase and refund with a transaction_id.",
    definition: {
      enter: { event: "purchase" },
      key: "transaction_id",
      restart_on: [],
      reentry: "never",
      exit: { event: "refund" },
      steps: [
        { wait: "1h" },
        letter(
          "thanks",
          "Thank you for your order",
          "thank you for buying at {{ site.name }}. This is what is on its way to you:",
          { items: "order.items" },
          "If anything is not as it should be, answer this mail.",
        ),
        { wait: "10d" },
        letter(
          "review",
          "How do you like it?",
          "you have had some days with your order. Two sentences of yours help others to choose, and us to get better.",
          { items: "order.items" },
          TO_SHOP,
        ),
        { wait: "20d" },
        {
          branch: [when({ event: "purchase", within: "20d" }, { stop: true })],
        },
        letter(
          "goes-with-it",
          "What goes with your order",
          "a month ago you bought from us. Others who chose the same often took one of these afterwards:",
          { items: "last_viewed" },
          TO_SHOP,
        ),
      ],
    },
  }),
  journeyTemplate({
    id: "win-back",
    name: "Win-back 30/60/90",
    about:
      "Writes 30, 60 and 90 days after a contact's last order, with an offer that grows; the next order ends it, and 30 days later it can begin again. Rests on purchase.",
    audiences: [
      {
        id: "no-order-for-30-days",
        definition: templateDefinition("No order for 30 days", {
          of: "contacts",
          include: { and: [{ event: "purchase" }, { not: { event: "purchase", within: "30d" } }] },
        }),
      },
    ],
    definition: {
      enter: { audience: "no-order-for-30-days" },
      exit: { event: "purchase" },
      exit_on_leave: true,
      caps: [ONE_MAIL_A_DAY],
      over_cap: "defer",
      steps: [
        letter(
          "day-30",
          "New since your last order",
          "it has been a month since your last order, and some things have arrived since that may be for you.",
          TO_SHOP,
        ),
        { wait: "30d" },
        letter(
          "day-60",
          "We would like to see you again",
          "it has been two months. Your next order ships for free with the code EXAMPLE-BACK.",
          TO_SHOP,
        ),
        { wait: "30d" },
        letter(
          "day-90",
          "Fifteen percent, and then we are quiet",
          "this is the last time that we ask: the code EXAMPLE-LAST takes 15 percent off your next order. If you would rather not hear from us, one click below is enough.",
          TO_SHOP,
        ),
      ],
    },
    parameters: [ownCode("EXAMPLE-BACK", 2), ownCode("EXAMPLE-LAST", 4)],
  }),
  journeyTemplate({
    id: "account-nurture",
    name: "Account-based nurture",
    about:
      "For contacts at the companies listed: a mail, then a task for the sales team as soon as one of them looks at the prices, else two more mails. Rests on page_view; the task goes to the webhook of the CRM, and generate_lead ends it.",
    audiences: ACCOUNT_TEMPLATES.map(({ id, definition }) => ({ id, definition })),
    channels: { email: "email", crm: "webhook" },
    definition: {
      enter: { audience: "account-list" },
      reentry: "never",
      exit: { event: "generate_lead" },
      quiet_hours: { from: "18:00", to: "08:00" },
      steps: [
        letter(
          "introduction",
          "{{ site.name }} for your team",
          "companies like yours use {{ site.name }} to save their teams a day a week. Here is how they began.",
          TO_SHOP,
        ),
        {
          id: "prices",
          wait_until: {
            event: "page_view",
            where: [{ prop: "page.path", op: "contains", value: "/pricing" }],
          },
          timeout: "7d",
        },
        {
          id: "interest",
          branch: [
            when(
              {
                event: "page_view",
                where: [{ prop: "page.path", op: "contains", value: "/pricing" }],
                within: "7d",
              },
              {
                id: "call",
                send: { channel: "crm", title: "Call: looked at the prices", purpose: "email_marketing" },
              },
              { stop: true },
            ),
          ],
        },
        letter(
          "case",
          "What it brought a company like yours",
          "one team of twenty cut the time for its monthly report from two days to two hours. We wrote down how.",
          TO_SHOP,
        ),
        { wait: "7d" },
        letter(
          "invitation",
          "Twenty minutes, your own example",
          "show us one thing that takes too long today, and we show you how it would look with us. Answer with a time that suits you.",
          TO_SHOP,
        ),
      ],
    },
    parameters: [
      {
        pointer: "/audiences/0/definition/include/value",
        about:
          "The e-mail domains of the companies, in lower case. Domains of free-mail providers are no account and never match.",
      },
    ],
  }),
];
