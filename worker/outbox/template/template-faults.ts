import type { Send } from "../../../schemas/journey.ts";
import type { Fault } from "../../domain/audience/definition/faults.ts";
import { type Markup, parseTemplate, type TemplateReason } from "./liquid.ts";

/** The fields of a message that are templates, and what they become. */
const TEMPLATE_FIELDS: readonly (readonly [
  field: "subject" | "preheader" | "html" | "text" | "title" | "url",
  markup: Markup,
])[] = [
  ["subject", "text"],
  ["preheader", "text"],
  ["html", "html"],
  ["text", "text"],
  ["title", "text"],
  ["url", "text"],
];

const REASONS: Readonly<Record<TemplateReason, string>> = {
  template_syntax: "is no Liquid template",
  filter_unknown: "uses a filter that does not exist",
  tag_unknown: "uses a tag that does not exist, or one that reads other templates",
  template_too_long: "is too long",
  template_too_costly: "is too deeply nested",
};

/** What is wrong with a message's templates. `at` is the pointer to the message in its body: `/steps/0/send`. */
export const templateFaults = (send: Send, at = ""): Fault[] =>
  TEMPLATE_FIELDS.flatMap(([field, markup]) => {
    const source = send[field];
    const parsed = source === undefined ? null : parseTemplate(source, markup);
    return parsed?.kind === "fault" ? [{ pointer: `${at}/${field}`, reason: REASONS[parsed.reason] }] : [];
  });
