import { parametersIn } from "../openapi/describe-operation.ts";
import type { Operation } from "../operation.ts";

type Named = Operation & { readonly id: string };

/** What stands for each parameter in examples. */
const SAMPLE: Readonly<Record<string, string>> = {
  site: "shop",
  id: "cart-abandoners",
  merge: "m_2k9",
  receipt: "r_4b1",
  token: "…",
  channel: "mail",
  chunk: "c-0a1b2c3d.js",
  audience: "cart-abandoners",
  profile: "v00abc",
  from: "ga4",
};

const needed = ({ query = {} }: Operation): string[] =>
  Object.entries(query)
    .filter(([, schema]) => !schema.safeParse(undefined).success)
    .map(([name]) => name);

const sampleOf = (name: string): string => SAMPLE[name] ?? "…";

const queryText = (described: Operation): string => {
  const pairs = needed(described).map((name) => `${name}=${sampleOf(name)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
};

/** The request as a command. */
export const curlExample = (described: Named): string => {
  const { method, path, access, example, bodyTypes } = described;
  const url = `"$HALLEY${path.replace(/\{(\w+)\}/g, (_, name: string) => sampleOf(name))}${queryText(described)}"`;
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${url}`,
    ...(access === "none" ? [] : [`  -H "Authorization: Bearer $KEY"`]),
    ...(example === undefined || bodyTypes !== undefined
      ? []
      : [
          `  -H "Content-Type: application/json"`,
          `  -d '${JSON.stringify(example, null, 2).replaceAll("'", "'\\''")}'`,
        ]),
  ];
  return lines.join(" \\\n");
};

const asCode = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/^(\s*)"([a-zA-Z_]\w*)":/gm, "$1$2:");

const indent = (text: string): string => text.replaceAll("\n", "\n  ");

/** The request as a call of the client; null for what the client leaves to browsers. */
export const clientExample = (described: Named): string | null => {
  const { id, path, example } = described;
  if (!path.startsWith("/v1/")) return null;
  const names = [...parametersIn(described).filter((name) => name !== "site"), ...needed(described)];
  const args = [
    ...names.map((name) => `${name}: ${JSON.stringify(sampleOf(name))}`),
    ...(example === undefined ? [] : [`body: ${indent(asCode(example))}`]),
  ];
  if (args.length === 0) return `await halley.${id}();`;
  const isShort = args.length <= 2 && example === undefined;
  return isShort
    ? `await halley.${id}({ ${args.join(", ")} });`
    : `await halley.${id}({\n  ${args.join(",\n  ")},\n});`;
};
