import type { Operation } from "../../api/operation.ts";
import { isSiteRoute, listOperations, type OperationId } from "../../api/operations.ts";
import type { TestSite } from "./kit.ts";
import { type Answer, request } from "./request.ts";

export type Described = Operation & { readonly id: OperationId };

/** Every route below a site, as it is described. */
export const SITE_OPERATIONS: readonly Described[] = listOperations().filter(isSiteRoute);

/** Those that a key of the site opens. */
export const KEY_OPERATIONS = SITE_OPERATIONS.filter(({ access }) => access !== "instance");

export interface Swaps {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const isNeeded = ({ query = {} }: Operation, name: string): boolean =>
  query[name]?.safeParse(undefined).success === false;

const SAMPLE: Readonly<Record<string, string>> = { audience: "unknown", profile: "unknown", from: "ga4" };

/** Asks for an operation as its description shows it, with some values of the test's own. */
export const askFor = (
  site: TestSite,
  described: Described,
  authorization: string | null,
  { path = {}, query = {}, body = described.example }: Swaps = {},
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const filled = described.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(path[name] ?? (name === "site" ? site.id : "unknown")),
  );
  const needed = Object.keys(described.query ?? {}).filter((name) => isNeeded(described, name));
  const asked = { ...Object.fromEntries(needed.map((name) => [name, SAMPLE[name] ?? "unknown"])), ...query };
  const search = new URLSearchParams(asked).toString();
  return request(described.method, search === "" ? filled : `${filled}?${search}`, {
    headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
    ...(described.method === "GET" || body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};
