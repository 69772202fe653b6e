import type { Reply } from "./smtp-session.ts";

/** Extensions that a server offers, by their names, with their parameters; all in capitals. */
export type Offers = ReadonlyMap<string, readonly string[]>;

/** Of the reply to EHLO: its first line is a greeting. Old servers write `AUTH=PLAIN`. */
export const offersIn = ({ lines }: Reply): Offers =>
  new Map(
    lines.slice(1).map((line) => {
      const [name = "", ...parameters] = line.toUpperCase().split(/[ =]/);
      return [name, parameters];
    }),
  );
