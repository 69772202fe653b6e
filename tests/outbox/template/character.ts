import * as fc from "fast-check";

/** What means something in HTML, what is like it, and what else there is. */
export const character = fc.constantFrom(
  '"',
  "'",
  "<",
  ">",
  "&",
  "=",
  "`",
  "/",
  " ",
  "\n",
  "\0",
  "a",
  "é",
  "＂",
  "‹",
  "😀",
  ";",
  "#",
);
