import { type AudienceTemplate, templateDefinition } from "./audience-template.ts";

/** Only of contacts is an e-mail address known, and so the account. */
export const ACCOUNT_TEMPLATES: readonly AudienceTemplate[] = [
  {
    id: "account-list",
    name: "Account list",
    about:
      'Contacts with an e-mail address at one of the companies listed, for account-based marketing. The domains "account-one.example" and "account-two.example" are examples: set your own.',
    definition: templateDefinition("Account list", {
      of: "contacts",
      include: {
        profile: "account_domain",
        op: "in",
        value: ["account-one.example", "account-two.example"],
      },
    }),
    parameters: [
      {
        pointer: "/include/value",
        about:
          "The e-mail domains of the companies, in lower case. Domains of free-mail providers are no account and never match.",
      },
    ],
  },
];
