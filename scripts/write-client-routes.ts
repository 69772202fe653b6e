/** Writes client/routes.ts, what the client knows of each operation while it runs. A test fails where it is out of date. */
import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { keepsAnswers } from "../api/openapi/describe-operation.ts";
import { listOperations } from "../api/operations.ts";

const HEAD = `/** What the client knows of each operation. Written by scripts/write-client-routes.ts. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly query: readonly string[];
  /** Whether an idempotency key makes a repeat harmless. */
  readonly keepsAnswers: boolean;
  readonly isRepeatable: boolean;
}
`;

/** The text of client/routes.ts as it should be. */
export const clientRoutes = (): Promise<string> => {
  const routes = listOperations()
    .filter(({ path }) => path.startsWith("/v1/"))
    .map((described) => {
      const { id, method, path, query = {}, isHarmless = false } = described;
      const isKept = keepsAnswers(described);
      // The clock moves once more each time, and everything else that is not kept says the same twice.
      const isRepeatable = isKept || isHarmless || method !== "POST";
      return [id, { method, path, query: Object.keys(query), keepsAnswers: isKept, isRepeatable }];
    });
  const table = JSON.stringify(Object.fromEntries(routes));
  const code = `${HEAD}\nexport const ROUTES: Readonly<Record<string, Route>> = ${table};\n`;
  return format(code, { parser: "typescript", printWidth: 110 });
};

if (import.meta.main) writeFileSync(new URL("../client/routes.ts", import.meta.url), await clientRoutes());
