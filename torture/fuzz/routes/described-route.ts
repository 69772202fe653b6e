/** A JSON Schema, or any part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface DescribedParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: JsonSchema;
}

interface DescribedBody {
  readonly types: readonly string[];
  readonly schema: JsonSchema;
  readonly example: unknown;
}

/** One operation of the document, as far as one who asks for it needs to know. */
export interface DescribedRoute {
  readonly id: string;
  readonly method: string;
  /** From the root, parameters in braces. */
  readonly path: string;
  readonly needsKey: boolean;
  readonly parameters: readonly DescribedParameter[];
  readonly body: DescribedBody | null;
  /** Statuses that it is said to answer, with the codes of those that are problems. */
  readonly codes: ReadonlyMap<number, ReadonlySet<string>>;
}

interface Described {
  readonly operationId: string;
  readonly security?: unknown;
  readonly parameters?: readonly JsonSchema[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { schema: JsonSchema; example?: unknown }>>;
  };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

/** An OpenAPI document, as `GET /openapi.json` answers it. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

/** What a local reference stands for. */
export const resolveRef = (document: object, ref: string): JsonSchema => {
  const steps = ref.replace("#/", "").split("/");
  const found = steps.reduce<unknown>(
    (part, step) => (part as Record<string, unknown>)[step.replaceAll("~1", "/").replaceAll("~0", "~")],
    document,
  );
  if (found === undefined) throw new Error(`the document has no ${ref}`);
  return found as JsonSchema;
};

const bodyOf = ({ requestBody }: Described): DescribedBody | null => {
  const [first] = Object.entries(requestBody?.content ?? {});
  if (requestBody === undefined || first === undefined) return null;
  const [, { schema, example }] = first;
  return { types: Object.keys(requestBody.content), schema, example };
};

const codesIn = (description: string): Set<string> =>
  new Set([...description.matchAll(/`([a-z_]+)`/g)].map(([, code = ""]) => code));

const readRoute = (
  document: ApiDocument,
  path: string,
  method: string,
  described: Described,
): DescribedRoute => ({
  id: described.operationId,
  method: method.toUpperCase(),
  path,
  needsKey: described.security === undefined,
  parameters: (described.parameters ?? []).map((parameter) => {
    const ref = parameter["$ref"];
    const resolved = typeof ref === "string" ? resolveRef(document, ref) : parameter;
    return resolved as unknown as DescribedParameter;
  }),
  body: bodyOf(described),
  codes: new Map(
    Object.entries(described.responses).map(([status, { description }]) => [
      Number(status),
      codesIn(description),
    ]),
  ),
});

export const readRoutes = (document: ApiDocument): DescribedRoute[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => readRoute(document, path, method, described)),
  );
