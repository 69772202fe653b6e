import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { Refusal } from "../../refusal.ts";
import { FOREIGN_SYSTEMS, type ForeignSystem, readForeignAudience } from "./foreign-audience.ts";

const askedSystem = (name: string | undefined): ForeignSystem => {
  const system = FOREIGN_SYSTEMS.find((known) => known === name);
  if (system === undefined) throw new Refusal("query_invalid", { parameter: "from" });
  return system;
};

/** `case=sensitive`: compare with regard to case also where the document does not. */
const isCaseKept = (choice: string | undefined): boolean => {
  if (choice !== undefined && choice !== "sensitive")
    throw new Refusal("query_invalid", { parameter: "case" });
  return choice === "sensitive";
};

/** `POST /audiences/import?from=ga4|posthog`: the definition that says the same. Nothing is saved. */
export const importAudience = async (c: HttpContext): Promise<Response> => {
  await openSiteWithKey(c, "write");
  const from = askedSystem(c.req.query("from"));
  const options = { isCaseKept: isCaseKept(c.req.query("case")) };
  const document = await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES);
  const imported = readForeignAudience(from, document, options);
  if (!imported.ok) throw new Refusal("import_not_expressible", { errors: imported.errors });
  return c.json({ definition: imported.definition });
};
