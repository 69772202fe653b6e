import { type AudienceTemplate, templateDefinition } from "./audience-template.ts";

export const BUYER_TEMPLATES: readonly AudienceTemplate[] = [
  {
    id: "past-buyers",
    name: "Past buyers",
    about:
      "Everybody who ever bought, anonymous or known: to sell more to, or to leave out of other campaigns.",
    definition: templateDefinition("Past buyers", { of: "all", include: { event: "purchase" } }),
  },
  {
    id: "lapsed-buyers",
    name: "Lapsed buyers",
    about:
      "Contacts whose last order is longer ago than the site's audiences.lapsed_after_days (180 unless set). They leave with their next order.",
    definition: templateDefinition("Lapsed buyers", {
      of: "contacts",
      include: { profile: "lifecycle", op: "eq", value: "lapsed" },
    }),
  },
  {
    id: "high-value",
    name: "High value (RFM)",
    about:
      "Contacts who bought recently, often and for much: 4 or 5 of 5 in all three RFM scores. What the scores mean is the site's setting audiences.rfm.",
    definition: templateDefinition("High value (RFM)", {
      of: "contacts",
      include: {
        and: [
          { profile: "rfm_recency", op: "gte", value: 4 },
          { profile: "rfm_frequency", op: "gte", value: 4 },
          { profile: "rfm_monetary", op: "gte", value: 4 },
        ],
      },
    }),
  },
  {
    id: "one-time-price-sensitive-buyers",
    name: "One-time price-sensitive buyers",
    about: "Contacts who bought exactly once, with a coupon or at a discount.",
    definition: templateDefinition("One-time price-sensitive buyers", {
      of: "contacts",
      include: {
        and: [
          { event: "purchase", count: { eq: 1 } },
          {
            or: [
              { event: "purchase", where: [{ prop: "coupon", op: "exists", value: true }] },
              { event: "purchase", where: [{ prop: "item.coupon", op: "exists", value: true }] },
              { event: "purchase", where: [{ prop: "item.discount", op: "gt", value: 0 }] },
            ],
          },
        ],
      },
    }),
  },
  {
    id: "newsletter-without-order",
    name: "Newsletter sign-ups without order",
    about:
      "Contacts who left their address, agreed to e-mail marketing and never bought. They leave with their first order or when they withdraw.",
    definition: templateDefinition("Newsletter sign-ups without order", {
      of: "contacts",
      include: {
        and: [
          { event: "identify" },
          { consent: "email_marketing", is: "granted" },
          { not: { event: "purchase" } },
        ],
      },
    }),
  },
];
