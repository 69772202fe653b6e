import { instanceObject } from "../configuration/objects.ts";
import type { HttpContext } from "./context.ts";
import { Refusal } from "./refusal.ts";
import { secretsOf } from "./secrets.ts";

/** `GET /healthz`: the process answers. */
export const healthz = (c: HttpContext): Response => c.json({ status: "alive" });

/** `GET /readyz`: a write reaches the disk. */
export const readyz = async (c: HttpContext): Promise<Response> => {
  secretsOf(c.env, "readyz");
  try {
    await instanceObject(c.env).probe();
  } catch {
    throw new Refusal("storage_unavailable");
  }
  return c.json({ status: "ready" });
};
