import { Context, Liquid, type Template, toValueSync } from "liquidjs";
import {
  MESSAGE_HTML_MAX_LENGTH,
  TEMPLATE_MEMORY_MAX,
  TEMPLATE_RENDER_MAX_MS,
  TEMPLATE_STEPS_MAX,
  TEMPLATE_WRITTEN_MAX_LENGTH,
  TEMPLATES_KEPT_MAX,
} from "../../../schemas/limits-outreach.ts";

/** Where a template's output goes: in HTML what comes from data is escaped. */
export type Markup = "html" | "text";

/** Why a template cannot be parsed or rendered: never what it says. */
export type TemplateReason =
  "template_syntax" | "filter_unknown" | "tag_unknown" | "template_too_long" | "template_too_costly";

export type Parsed =
  | { readonly kind: "parsed"; readonly template: Template[] }
  | { readonly kind: "fault"; readonly reason: TemplateReason };

export type Written =
  | { readonly kind: "written"; readonly text: string }
  | { readonly kind: "fault"; readonly reason: TemplateReason };

/** Tags that read other templates: a message is one by itself. */
const OTHER_TEMPLATES = ["include", "render", "layout", "block"];

const createEngine = (markup: Markup): Liquid => {
  const engine = new Liquid({
    templates: {},
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    ...(markup === "html" ? { outputEscape: "escape" as const } : {}),
    locale: "en",
    parseLimit: MESSAGE_HTML_MAX_LENGTH,
    memoryLimit: TEMPLATE_MEMORY_MAX,
    renderLimit: TEMPLATE_RENDER_MAX_MS,
  });
  for (const tag of OTHER_TEMPLATES) delete engine.tags[tag];
  return boundWriting(engine);
};

/** What one rendering has used up. */
interface Spent {
  steps: number;
  written: number;
}
const spentBy = new WeakMap<Context, Spent>();

class TooCostly extends Error {}

const spend = (ctx: Context, what: keyof Spent, amount: number, limit: number): void => {
  const spent = spentBy.get(ctx);
  if (spent === undefined) return;
  spent[what] += amount;
  if (spent[what] > limit) throw new TooCostly();
};

/**
 * The clock of a Worker stands still while it computes, and what a template captures counts as nobody's memory: so each
 * list of templates that is rendered is a step, and each write counts, wherever it goes.
 */
function boundWriting(engine: Liquid): Liquid {
  const { renderer } = engine;
  const render = renderer.renderTemplates.bind(renderer);
  renderer.renderTemplates = (templates, ctx, into) => {
    spend(ctx, "steps", templates.length + 1, TEMPLATE_STEPS_MAX);
    if (into !== undefined) return render(templates, ctx, into);
    let buffer = "";
    const emitter = {
      get buffer() {
        return buffer;
      },
      write(output: unknown) {
        const text = textOf(output);
        spend(ctx, "written", text.length, TEMPLATE_WRITTEN_MAX_LENGTH);
        buffer += text;
      },
    };
    return render(templates, ctx, emitter);
  };
  return engine;
}

/** As Liquid writes values: nothing for none, lists without commas. */
const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(textOf).join("");
  return typeof value === "string" ? value : JSON.stringify(value);
};

const ENGINES: Readonly<Record<Markup, Liquid>> = {
  html: createEngine("html"),
  text: createEngine("text"),
};

/** Told apart by the library's own messages, of which nothing is passed on. */
const reasonOf = (error: unknown): TemplateReason => {
  const { message, originalError } = error as { message?: string; originalError?: unknown };
  const text = String(message);
  if (error instanceof TooCostly || originalError instanceof TooCostly) return "template_too_costly";
  if (text.startsWith("undefined filter")) return "filter_unknown";
  if (/^tag "[^"]*" not found/.test(text)) return "tag_unknown";
  if (text.startsWith("parse length limit")) return "template_too_long";
  if (/limit exceeded/.test(text) || error instanceof RangeError) return "template_too_costly";
  return "template_syntax";
};

const known = new Map<string, Parsed>();

/** A template, parsed once per isolate as long as it is used. */
export const parseTemplate = (source: string, markup: Markup): Parsed => {
  const name = `${markup} ${source}`;
  let parsed = known.get(name);
  if (parsed === undefined) {
    try {
      parsed = { kind: "parsed", template: ENGINES[markup].parse(source) };
    } catch (error) {
      parsed = { kind: "fault", reason: reasonOf(error) };
    }
    if (known.size >= TEMPLATES_KEPT_MAX) known.clear();
    known.set(name, parsed);
  }
  return parsed;
};

/** Renders a template over values. `zone` is the IANA zone that dates are written in. Never throws. */
export const writeTemplate = (source: string, markup: Markup, values: object, zone: string): Written => {
  const parsed = parseTemplate(source, markup);
  if (parsed.kind === "fault") return parsed;
  const engine = ENGINES[markup];
  const ctx = new Context(
    values,
    { ...engine.options, timezoneOffset: zone },
    { sync: true },
    { liquid: engine },
  );
  spentBy.set(ctx, { steps: 0, written: 0 });
  try {
    const text = toValueSync(engine.renderer.renderTemplates(parsed.template, ctx)) as unknown;
    return { kind: "written", text: textOf(text) };
  } catch (error) {
    return { kind: "fault", reason: reasonOf(error) };
  }
};
