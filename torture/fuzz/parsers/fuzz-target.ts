/** A parser under test, and what must hold whatever it is given. */
export interface FuzzTarget {
  /** Also the name of its file in the corpus. */
  readonly name: string;
  /** Texts that it takes, to start from. */
  readonly seeds: readonly string[];
  /** Words of its language. */
  readonly tokens: readonly string[];
  /** Throws where a promise is broken. */
  readonly check: (text: string) => void;
}

/** What must hold. */
export function must(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(promise);
}

/** JSON, or `undefined` for what is none: bodies come here parsed. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // What is no JSON is refused before, and not looked at here.
  }
};
