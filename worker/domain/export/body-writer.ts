/** Where a body stands among those of an export. */
export interface BodyPlace {
  /** From 1. */
  readonly number: number;
  readonly isLast: boolean;
}

/** Cuts what is added into bodies of requests, one a line. */
export interface BodyWriter<Item> {
  add(items: readonly Item[]): string;
  end(): string;
}

/** Bodies of at most `max` items. A full one is held back until more come, so that the last is known to be the last. */
export const createBodyWriter = <Item>(
  max: number,
  bodyOf: (items: readonly Item[], place: BodyPlace) => object,
): BodyWriter<Item> => {
  let held: Item[] = [];
  let number = 0;
  const line = (items: readonly Item[], isLast: boolean): string => {
    number += 1;
    return `${JSON.stringify(bodyOf(items, { number, isLast }))}\n`;
  };
  return {
    add: (items) => {
      held = held.concat(items);
      let text = "";
      for (; held.length > max; held = held.slice(max)) text += line(held.slice(0, max), false);
      return text;
    },
    end: () => {
      const last = held;
      held = [];
      return last.length === 0 ? "" : line(last, true);
    },
  };
};

/** Rows of cells without the columns that are empty in all of them. */
export const filledColumns = (
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): { readonly columns: string[]; readonly rows: string[][] } => {
  const isFilled = columns.map((_, column) => rows.some((row) => row[column] !== ""));
  const pick = (cells: readonly string[]): string[] => cells.filter((_, column) => isFilled[column]);
  return { columns: pick(columns), rows: rows.map(pick) };
};
