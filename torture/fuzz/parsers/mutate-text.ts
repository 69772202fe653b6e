import { pick } from "../../../bench/collect/random.ts";

type Random = () => number;

/** What breaks parsers of any kind. */
const TOKENS = [
  "\u0000",
  "\uD800",
  "\uDFFF",
  "\uFEFF",
  "\u202E",
  "é",
  "e\u0301",
  "😀",
  "\r\n",
  "\t",
  " ",
  '"',
  "'",
  "\\",
  "/",
  "~",
  ".",
  ",",
  ";",
  ":",
  "=",
  "@",
  "%",
  "%00",
  "%C3%A9",
  "+",
  "-",
  "*",
  "0",
  "1",
  "-1",
  "1e999",
  "9007199254740993",
  "null",
  "true",
  "[]",
  "{}",
  "__proto__",
  "constructor",
  "<",
  ">",
  "&",
  "{{",
  "}}",
  "{%",
  "%}",
  "ı",
  "ß",
  "İ",
  "ﬁ",
] as const;

const LENGTH_MAX = 4_000;

/** A text with one to four changes: tokens put in, stretches taken out, doubled or exchanged for those of another one. */
export const mutateText = (
  text: string,
  other: string,
  tokens: readonly string[],
  random: Random,
): string => {
  const whole = (max: number): number => Math.floor(random() * (max + 1));
  let mutated = text;
  for (let left = 1 + whole(3); left > 0; left--) {
    const at = whole(mutated.length);
    const end = Math.min(mutated.length, at + 1 + whole(random() < 0.8 ? 3 : 200));
    const before = mutated.slice(0, at);
    switch (whole(6)) {
      case 0:
        mutated = before + mutated.slice(end);
        break;
      case 1:
        mutated =
          before + mutated.slice(at, end).repeat(1 + whole(random() < 0.95 ? 3 : 200)) + mutated.slice(end);
        break;
      case 2:
        mutated = before + String.fromCharCode(whole(random() < 0.8 ? 127 : 0xffff)) + mutated.slice(at + 1);
        break;
      case 3: {
        const from = whole(other.length);
        mutated = before + other.slice(from, from + whole(60)) + mutated.slice(end);
        break;
      }
      default:
        mutated =
          before +
          pick(random() < 0.6 && tokens.length > 0 ? tokens : TOKENS, random) +
          mutated.slice(random() < 0.5 ? at : end);
    }
  }
  return mutated.slice(0, LENGTH_MAX);
};
