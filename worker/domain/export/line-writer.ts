import type { RowWriter } from "./member-format.ts";

/** A writer whose rows are texts of their own. */
export const lineWriter = <Row>(head: string, line: (row: Row) => string): RowWriter<Row> => ({
  head,
  write: (rows) => rows.map(line).join(""),
  end: () => "",
});
