import { LanguageTag } from "../../../schemas/language-tag.ts";

/** Browsers list a handful of languages; what follows is not read. */
const HEADER_MAX_LENGTH = 1_000;

/** RFC 9110 §12.4.2: 0 to 1 with at most three decimals. */
const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

interface Choice {
  readonly range: string;
  /** 0 is "not this one". */
  readonly weight: number;
}

/** One element of the list. What has a weight that is none is not wanted. */
const choiceOf = (element: string): Choice => {
  const [range = "", ...parameters] = element.split(";").map((part) => part.trim());
  const [parameter] = parameters;
  if (parameter === undefined) return { range, weight: 1 };
  const weight = parameters.length > 1 ? null : WEIGHT.exec(parameter);
  return { range, weight: Number(weight?.[1] ?? 0) };
};

/** Complete elements of a list, empty ones left out, up to the length that is read. */
const elementsOf = (header: string): string[] => {
  const elements = header.slice(0, HEADER_MAX_LENGTH).split(",");
  const complete = header.length > HEADER_MAX_LENGTH ? elements.slice(0, -1) : elements;
  return complete.filter((element) => element.trim() !== "");
};

/**
 * The one of the offered languages that the request prefers, `de` for `de-AT` too; null where it wants none of them.
 * Source: RFC 9110 §12.5.4, RFC 4647 §3.4.
 */
export const languageAmong = <Offered extends string>(
  request: Request,
  offered: readonly Offered[],
): Offered | null => {
  const wanted = elementsOf(request.headers.get("accept-language") ?? "")
    .map(choiceOf)
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { range } of wanted) {
    const [primary] = range.toLowerCase().split("-");
    const found = offered.find((language) => language === primary);
    if (found !== undefined) return found;
  }
  return null;
};

/**
 * First choice of `Accept-Language` as a BCP 47 tag in lower case: that of the highest weight, of equals the first.
 * Null where the choice is `*` or no tag. Source: RFC 9110 §12.5.4.
 */
export const languageOf = (request: Request): string | null => {
  let first: Choice = { range: "", weight: 0 };
  for (const choice of elementsOf(request.headers.get("accept-language") ?? "").map(choiceOf)) {
    if (choice.weight > first.weight) first = choice;
  }
  const tag = LanguageTag.safeParse(first.range);
  return tag.success ? tag.data : null;
};
