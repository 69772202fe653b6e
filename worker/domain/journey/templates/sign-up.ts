import { templateDefinition } from "../../audience/templates/audience-template.ts";
import { journeyTemplate, type JourneyTemplate, ownCode, when } from "./journey-template.ts";
import { letter, TO_SHOP } from "./letter.ts";

/** For those who have just left their address. */
export const SIGN_UP_TEMPLATES: readonly JourneyTemplate[] = [
  journeyTemplate({
    id: "welcome",
    name: "Welcome",
    about:
      "Three mails in the week after a contact agreed to e-mail marketing, be it by a form while everything else was refused; over with the first order. Rests on that choice and on purchase.",
    audiences: [
      {
        id: "new-subscribers",
        definition: templateDefinition("New subscribers", {
          of: "contacts",
          include: {
            and: [{ consent: "email_marketing", is: "granted" }, { not: { event: "purchase" } }],
          },
        }),
      },
    ],
    definition: {
      enter: { audience: "new-subscribers" },
      reentry: "never",
      exit: { event: "purchase" },
      steps: [
        letter(
          "hello",
          "Welcome to {{ site.name }}",
          "thank you for signing up. From now on you are among the first to hear of new arrivals and offers, and never more often than is good.",
          "Whenever you have a question, answer this mail: somebody reads it.",
          TO_SHOP,
        ),
        { wait: "2d" },
        {
          id: "interest",
          branch: [
            when(
              { event: "view_item" },
              letter(
                "viewed",
                "You looked at these",
                "you had a look around, and these are what you stopped at:",
                { items: "last_viewed" },
                TO_SHOP,
              ),
            ),
          ],
          else: [
            letter(
              "about",
              "What we are about",
              "we choose what we sell as if we bought it ourselves, and take back within 30 days what does not fit.",
              TO_SHOP,
            ),
          ],
        },
        { wait: "4d" },
        letter(
          "offer",
          "A little something for your first order",
          "you have been with us for a week. To help you decide, your first order ships for free with the code EXAMPLE-WELCOME.",
          TO_SHOP,
        ),
      ],
    },
    parameters: [ownCode("EXAMPLE-WELCOME", 4)],
  }),
  journeyTemplate({
    id: "content-download",
    name: "Content download",
    about:
      "Follows up on a guide or white paper that a contact downloaded, each by itself: with what it is good for, and an offer to talk. Rests on file_download with a content_id, and ends with generate_lead or purchase.",
    definition: {
      enter: { event: "file_download" },
      key: "content_id",
      reentry: "never",
      exit: [{ event: "generate_lead" }, { event: "purchase" }],
      steps: [
        { wait: "10m" },
        letter(
          "thanks",
          "Your download from {{ site.name }}",
          "thank you for your interest. If the download did not work, answer this mail and we send you the file.",
          "Most readers begin with the summary and the examples; both stand by themselves.",
        ),
        { wait: "3d" },
        letter(
          "use",
          "How others use it",
          "by now you may have had a first look. Three things that others did with it: they checked what they do today against it, they shared one chapter with the team, and they chose one point to begin with.",
          TO_SHOP,
        ),
        { wait_until: { event: "page_view" }, timeout: "5d" },
        { wait: "1d" },
        letter(
          "talk",
          "Shall we go through it together?",
          "if you have questions that the text leaves open, we take half an hour for you. Answer with two times that suit you.",
          TO_SHOP,
        ),
      ],
    },
  }),
  journeyTemplate({
    id: "trial-onboarding",
    name: "Trial onboarding",
    about:
      "Two weeks with somebody who tries the product: help where the first step is missing, tips where it was taken, and a last reminder, by SMS where the contact agreed. Rests on start_trial and trial_activated, and ends with purchase.",
    channels: { email: "email", sms: "sms" },
    definition: {
      enter: { event: "start_trial" },
      reentry: "never",
      exit: { event: "purchase" },
      steps: [
        letter(
          "start",
          "Your trial has begun",
          "you have 14 days, everything is open to you, and nothing is charged. The best first step takes five minutes: set up one thing that you need today.",
          TO_SHOP,
        ),
        { id: "first-step", wait_until: { event: "trial_activated" }, timeout: "2d" },
        {
          id: "activated",
          branch: [
            when(
              { event: "trial_activated" },
              { wait: "1d" },
              letter(
                "tips",
                "Three tips for your second day",
                "you are set up. Next: invite somebody you work with, connect what you already use, and look at the weekly summary.",
                TO_SHOP,
              ),
            ),
          ],
          else: [
            letter(
              "help",
              "Can we help you begin?",
              "two days ago you started a trial, and the first step is still open. Answer this mail with what you want to do, and we show you how.",
              TO_SHOP,
            ),
          ],
        },
        { wait: "5d" },
        letter(
          "half-time",
          "Half of your trial is over",
          "what have you got out of it so far? If something is missing, tell us now: there is a week left to find a way.",
          TO_SHOP,
        ),
        { wait: "5d" },
        {
          id: "last-days",
          branch: [
            when(
              { consent: "sms_marketing", is: "granted" },
              {
                id: "last-sms",
                send: {
                  channel: "sms",
                  text: "{{ site.name }}: your trial ends in two days. Keep your work: {{ site.url }} Stop: {{ unsubscribe_url }}",
                },
              },
            ),
          ],
          else: [
            letter(
              "last-mail",
              "Your trial ends in two days",
              "if you want to keep what you have made, choose a plan before it ends. If not, you need not do anything.",
              TO_SHOP,
            ),
          ],
        },
      ],
    },
  }),
];
