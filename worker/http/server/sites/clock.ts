import { CONFIGURATION_BODY_MAX_BYTES } from "../../../../schemas/limits.ts";
import { ClockRequest } from "../../../../schemas/site.ts";
import { clock, stopClockAt } from "../../../configuration/clock.ts";
import { instanceObject, siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { parse, readJson } from "../../body.ts";
import type { HttpContext } from "../../context.ts";
import { askEveryShard } from "../../shards/every-shard.ts";
import { requireAdmin } from "../../access/key.ts";
import { Refusal } from "../../refusal.ts";

/** `POST /v1/clock`, under the manual clock only: moves time and fires what became due before it answers. */
export const moveClock = async (c: HttpContext): Promise<Response> => {
  if (c.env.CLOCK !== "manual") throw new Refusal("route_unknown");
  requireAdmin(c.req.raw, c.env);
  const body = parse(ClockRequest, await readJson(c.req.raw, CONFIGURATION_BODY_MAX_BYTES), "body_invalid");
  const now = "now" in body ? body.now : clock.now() + body.advance;
  const instance = instanceObject(c.env);
  await instance.setClock(now);
  stopClockAt(now);
  for (const id of await instance.sites()) {
    const settled = await siteObject(c.env, id).settle();
    if (settled === null) continue;
    const { snapshot } = rememberSite(settled);
    await askEveryShard(c.env, snapshot, (shard) => shard.settle());
  }
  return c.json({ now });
};
