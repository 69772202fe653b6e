import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MESSAGE_HTML_MAX_LENGTH, TEMPLATE_WRITTEN_MAX_LENGTH } from "../../../schemas/limits-outreach.ts";
import { JourneyDefinition } from "../../../schemas/journey.ts";
import { sendsOf } from "../../../worker/domain/journey/steps.ts";
import { JOURNEY_TEMPLATES } from "../../../worker/domain/journey/templates/journey-templates.ts";
import { type Markup, parseTemplate, writeTemplate } from "../../../worker/outbox/template/liquid.ts";
import { character } from "./character.ts";

const write = (source: string, values: object = {}, markup: Markup = "html", zone = "UTC") =>
  writeTemplate(source, markup, values, zone);
const text = (written: ReturnType<typeof write>): string => {
  if (written.kind === "fault") throw new Error(written.reason);
  return written.text;
};

test("a letter of the journey templates lists things as lines, with one empty line around them", () => {
  const sent = JOURNEY_TEMPLATES.flatMap(({ definition }) => sendsOf(JourneyDefinition.parse(definition)))
    .map(({ send }) => send.text ?? "")
    .find((source) => source.includes("cart.items"));
  const items = [{ name: "Boots" }, { name: "Socks", quantity: 2 }];
  const written = text(write(sent ?? "", { cart: { items } }, "text"));
  expect(written).toMatch(/[^\n]\n\n- Boots\n- Socks × 2\n\n[^\n]/);
});

describe("a template", () => {
  test("writes values, lists and conditions", () => {
    const source =
      "{% for item in cart.items %}{{ item.name }} × {{ item.quantity }};{% endfor %}{{ cart.value }}";
    const cart = { items: [{ name: "Boots", quantity: 2 }], value: 12.5 };
    expect(write(source, { cart })).toEqual({ kind: "written", text: "Boots × 2;12.5" });
  });

  test("writes nothing where a value is missing, at any depth", () => {
    expect(text(write("[{{ a.b.c }}{{ d | upcase }}{% if e %}x{% endif %}]"))).toBe("[]");
  });

  test("escapes what comes from data in HTML and nothing in text", () => {
    const values = { name: `<b a="1" b='2'>&` };
    expect(text(write("{{ name }}", values))).toBe("&lt;b a=&#34;1&#34; b=&#39;2&#39;&gt;&amp;");
    expect(text(write("{{ name }}", values, "text"))).toBe(values.name);
    expect(text(write("{{ name | raw }}", values))).toBe(values.name);
  });

  test("writes dates in the zone it is given", () => {
    const values = { at: Date.UTC(2026, 10, 26, 23, 30) / 1_000 };
    const source = "{{ at | date: '%Y-%m-%d %H:%M' }}";
    expect(text(write(source, values, "text"))).toBe("2026-11-26 23:30");
    expect(text(write(source, values, "text", "Europe/Berlin"))).toBe("2026-11-27 00:30");
  });

  test("reads own properties only", () => {
    class Secret {
      readonly own = "own";
      get inherited(): string {
        return "inherited";
      }
    }
    const source = "{{ s.own }}{{ s.inherited }}{{ s.constructor.name }}{{ s.__proto__ }}{{ constructor }}";
    expect(text(write(source, { s: new Secret() }))).toBe("own");
  });

  test("leaves nothing behind for the next one", () => {
    expect(text(write("{% assign a = 'x' %}{{ a }}", {}))).toBe("x");
    expect(text(write("{{ a }}", {}))).toBe("");
  });
});

const WRONG: readonly (readonly [source: string, reason: string])[] = [
  ["{{ a", "template_syntax"],
  ["{% if a %}", "template_syntax"],
  ["{% for a of b %}{% endfor %}", "template_syntax"],
  ["{{ a | shout }}", "filter_unknown"],
  ["{% shout %}", "tag_unknown"],
  ["{% include 'a' %}", "tag_unknown"],
  ["{% render 'a' %}", "tag_unknown"],
  ["{% layout 'a' %}", "tag_unknown"],
  ["{% block a %}{% endblock %}", "tag_unknown"],
  ["x".repeat(MESSAGE_HTML_MAX_LENGTH + 1), "template_too_long"],
  ["{% if a %}".repeat(4_000) + "{% endif %}".repeat(1_000), "template_syntax"],
];

describe("a template cannot be", () => {
  test.each(WRONG.map(([source, reason]) => [source.slice(0, 30), source, reason] as const))(
    "parsed where it is wrong: %s",
    (_, source, reason) => {
      const parsed = parseTemplate(source, "html");
      expect(parsed).toMatchObject({ kind: "fault" });
      expect([reason, "template_too_costly"]).toContain(parsed.kind === "fault" ? parsed.reason : "");
      expect(write(source)).toEqual(parsed);
    },
  );

  test("parsed or not by its markup or its size below the limit", () => {
    expect(parseTemplate("x".repeat(MESSAGE_HTML_MAX_LENGTH), "text").kind).toBe("parsed");
  });

  test.each([
    ["a range", "{% for i in (1..100000000) %}x{% endfor %}"],
    [
      "loops in loops",
      "{% for a in l %}{% for b in l %}{% for c in l %}{% endfor %}{% endfor %}{% endfor %}",
    ],
    [
      "captures that double",
      "{% assign a = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}",
    ],
    [
      "strings that double",
      "{% assign a = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}",
    ],
    ["a wide date", "{{ 0 | date: '%999999999Y' }}"],
  ])("rendered where it costs too much: %s", (_, source) => {
    expect(write(source, { l: Array.from({ length: 200 }, () => 1) })).toEqual({
      kind: "fault",
      reason: "template_too_costly",
    });
  });

  test("rendered to more than it may write", () => {
    const long = "x".repeat(1_000);
    const source = `{% for i in (1..${TEMPLATE_WRITTEN_MAX_LENGTH / 1_000}) %}{{ long }}{% endfor %}`;
    expect(text(write(source, { long }))).toHaveLength(TEMPLATE_WRITTEN_MAX_LENGTH);
    expect(write(`${source}.`, { long })).toMatchObject({ reason: "template_too_costly" });
  });
});

const attribute = /^<a title="([^"<>]*)">x<\/a>$/;

test("no value breaks out of an attribute or becomes markup", () => {
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 50 }), (name) => {
      const html = text(write('<a title="{{ name }}">x</a>', { name }));
      expect(html).toMatch(attribute);
      expect(attribute.exec(html)?.[1]).not.toContain("'");
    }),
  );
});

test("nothing that is written as a template throws", () => {
  const parts = fc.constantFrom(
    "{{",
    "}}",
    "{%",
    "%}",
    "for a in b",
    "endfor",
    "if",
    "endif",
    "|",
    "date",
    ":",
    "'",
    "raw",
    "(1..9)",
    " ",
    "x",
    "assign a =",
    "capture a",
    "endcapture",
    "case",
    "when",
    "liquid",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 20 }), (words) => {
      const written = write(words.join(" "), { b: [1, 2] });
      expect(["written", "fault"]).toContain(written.kind);
    }),
  );
});
