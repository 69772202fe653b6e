import type { RowWriter } from "./member-format.ts";

/** A writer whose rows are texts of their own. */
export const lineWriter = <Row>(head: string, line: (row: Row) => string): RowWriter<Row> => ({
  isByLine: true,
  head,
  write: (rows) => {
    let text = "";
    for (const row of rows) text += line(row);
    return text;
  },
  end: () => "",
});
