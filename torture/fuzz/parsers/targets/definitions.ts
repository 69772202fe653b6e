import { isDeepStrictEqual } from "node:util";
import { AUDIENCES as API } from "../../../../api/operations/audiences.ts";
import type { AudienceDefinition } from "../../../../schemas/audience.ts";
import { AUDIENCE_SETTINGS_DEFAULT } from "../../../../schemas/site.ts";
import { checkAudience } from "../../../../worker/domain/audience/check.ts";
import { compileAudiences } from "../../../../worker/domain/audience/compile.ts";
import {
  FOREIGN_SYSTEMS,
  readForeignAudience,
} from "../../../../worker/http/server/audiences/foreign-audience.ts";
import { htmlToText } from "../../../../worker/outbox/template/html-to-text.ts";
import { parseTemplate, writeTemplate } from "../../../../worker/outbox/template/liquid.ts";
import { rewriteHtml } from "../../../../worker/outbox/template/rewrite-html.ts";
import { TEMPLATE_WRITTEN_MAX_LENGTH } from "../../../../schemas/limits-outreach.ts";
import { type FuzzTarget, jsonIn, must } from "../fuzz-target.ts";

const BASE: AudienceDefinition = {
  v: 1,
  name: "Base",
  of: "all",
  include: { event: "page_view" },
  exclude: [],
  membership: { mode: "live" },
};
const OTHERS = new Map([["base", BASE]]);

const source = (id: string, definition: AudienceDefinition) => ({ id, version: 1, changedIn: 1, definition });

/** Whether a pointer (RFC 6901) leads to a part of the document. */
const leadsSomewhere = (document: unknown, pointer: string): boolean => {
  let part = document;
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (typeof part !== "object" || part === null || !Object.hasOwn(part, name)) return false;
    part = (part as Record<string, unknown>)[name];
  }
  return true;
};

export const AUDIENCE: FuzzTarget = {
  name: "audience",
  seeds: [
    JSON.stringify({
      v: 1,
      name: "A",
      of: "visitors",
      include: {
        and: [
          { event: "add_to_cart", count: { gte: 2 }, within: "30d" },
          { not: { event: "purchase", within: "7d" } },
        ],
      },
    }),
    JSON.stringify({
      v: 1,
      name: "B",
      of: "all",
      include: {
        sequence: [{ event: "view_item" }, { event: "purchase", within: "1h", directly: true }],
        within: "7d",
        same: "item.item_id",
      },
      exclude: [{ mode: "permanent", rule: { audience: "base" } }],
      membership: { mode: "sticky", for: "3d" },
    }),
    JSON.stringify({
      v: 1,
      name: "C",
      of: "contacts",
      include: {
        or: [
          { profile: "country", op: "in", value: ["DE"] },
          { consent: "ad_storage", is: "granted" },
          {
            event: "*",
            where: [{ prop: "item.price", op: "gt", value: 3 }],
            sum: { prop: "value", gte: 100 },
          },
        ],
      },
      notify: ["crm"],
    }),
  ],
  tokens: [
    '{"not":',
    '{"and":[',
    '"within":"1h"',
    '"count":{"eq":0}',
    '"not_followed_by":{"event":"purchase","within":"1h"}',
    '{"audience":"base"}',
    '"where":[{"prop":"page.path","op":"contains","value":"x"}]',
    '"lifecycle"',
    "540d",
    "99999999d",
  ],
  check: (text) => {
    const raw = jsonIn(text);
    const checked = checkAudience(raw, "made-up", OTHERS);
    if (!checked.ok) {
      must(checked.errors.length > 0, "a refusal says where the fault is");
      return;
    }
    const again = checkAudience(JSON.parse(JSON.stringify(checked.definition)), "made-up", OTHERS);
    must(
      again.ok && isDeepStrictEqual(again.definition, checked.definition),
      "a definition is read as it is kept",
    );
    compileAudiences(
      [source("base", BASE), source("made-up", checked.definition)],
      AUDIENCE_SETTINGS_DEFAULT,
    );
  },
};

export const IMPORT: FuzzTarget = {
  name: "import",
  seeds: [
    JSON.stringify(API.importAudience.example),
    JSON.stringify({
      name: "B",
      filters: {
        properties: {
          type: "AND",
          values: [
            {
              type: "OR",
              values: [
                {
                  type: "behavioral",
                  key: "purchase",
                  value: "performed_event",
                  event_type: "events",
                  time_value: 30,
                  time_interval: "day",
                  negation: false,
                },
              ],
            },
          ],
        },
      },
    }),
  ],
  tokens: [
    '"dimensionOrMetricFilter":{"fieldName":"eventCount"}',
    '"notExpression":',
    '"numericFilter":',
    '"type":"person"',
    '"negation":true',
    '"sequenceFilter":',
    '"EXCLUDE"',
  ],
  check: (text) => {
    const document = jsonIn(text);
    if (document === undefined) return;
    for (const system of FOREIGN_SYSTEMS) {
      const read = readForeignAudience(system, document, { isCaseKept: false });
      if (read.ok)
        must(checkAudience(read.definition, "made-up", new Map()).ok, "what is imported can be saved");
      else {
        must(read.errors.length > 0, "a refusal says where the fault is");
        must(
          read.errors.every(({ pointer }) => leadsSomewhere(document, pointer)),
          "faults are in the document",
        );
      }
    }
  },
};

const VALUES = {
  contact: { first_name: "<script>alert(1)</script>" },
  cart: { items: [{ name: "Boots", price: 3 }] },
};

export const TEMPLATE: FuzzTarget = {
  name: "template",
  seeds: [
    "Hello {{ contact.first_name | default: 'you' }}",
    "{% for item in cart.items limit: 3 %}{{ item.name | upcase }}{% else %}-{% endfor %}",
    '<p>{% if cart.items.size > 1 %}<a href="https://shop.example/?a=1&amp;b=2">x</a>{% endif %}</p>',
    "{% assign a = 'b' | split: '' %}{% capture c %}{{ a }}{% endcapture %}{{ c | append: c }}",
  ],
  tokens: [
    "{{ ",
    " }}",
    "{% ",
    " %}",
    " | ",
    "for i in (1..9)",
    "endfor",
    "capture x",
    "endcapture",
    "| append: x",
    "| date: '%Y'",
    "| split: ''",
    "contact",
    ".size",
    "{% raw %}",
    "tablerow",
    "cycle",
    "<style>",
    "<!--",
  ],
  check: (text) => {
    for (const markup of ["html", "text"] as const) {
      const written = writeTemplate(text, markup, VALUES, "Europe/Berlin");
      must(written.kind === "written" || /^[a-z_]+$/.test(written.reason), "a fault is a word of ours");
      if (written.kind === "fault") continue;
      must(parseTemplate(text, markup).kind === "parsed", "only what can be parsed is written");
      must(written.text.length <= TEMPLATE_WRITTEN_MAX_LENGTH, "it is not longer than it may be");
      htmlToText(written.text);
      rewriteHtml(written.text, { link: () => null, opening: "", closing: "" });
    }
  },
};
