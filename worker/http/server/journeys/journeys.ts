import { JourneyDefinition } from "../../../../schemas/journey.ts";
import { JOURNEY_BODY_MAX_BYTES } from "../../../../schemas/limits-outreach.ts";
import { Slug } from "../../../../schemas/text.ts";
import { siteObject } from "../../../configuration/objects.ts";
import { rememberSite } from "../../../configuration/site-memo.ts";
import { faultsOf, pointerTo } from "../../../domain/audience/definition/faults.ts";
import type { Journey } from "../../../domain/journey/journey.ts";
import { sendsOf } from "../../../domain/journey/steps.ts";
import { journeyOutlineFault } from "../../../domain/journey/journey-outline.ts";
import { templateFaults } from "../../../outbox/template/template-faults.ts";
import type { SiteSnapshot } from "../../../domain/site-snapshot.ts";
import { readJson } from "../../body.ts";
import { type HttpContext, openSiteWithKey } from "../../context.ts";
import { Refusal } from "../../refusal.ts";

const shown = ({ id, version, definition }: Journey) => ({ id, version, ...definition });

export const findJourney = ({ journeys }: SiteSnapshot, id: string): Journey => {
  const journey = journeys.find((candidate) => candidate.id === id);
  if (journey === undefined) throw new Refusal("journey_unknown");
  return journey;
};

const parseJourney = (body: unknown): JourneyDefinition => {
  const tooLarge = journeyOutlineFault(body);
  if (tooLarge !== null) throw new Refusal("configuration_invalid", { errors: [tooLarge] });
  const result = JourneyDefinition.safeParse(body);
  if (!result.success) throw new Refusal("configuration_invalid", { errors: faultsOf(result.error, body) });
  const errors = sendsOf(result.data).flatMap(({ send, pointer }) =>
    templateFaults(send, pointerTo([...pointer, "send"])),
  );
  if (errors.length > 0) throw new Refusal("configuration_invalid", { errors });
  return result.data;
};

/** `GET /journeys`. */
export const listJourneys = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  return c.json({ journeys: snapshot.journeys.map(shown) });
};

/** `GET /journeys/{id}`. */
export const getJourney = async (c: HttpContext): Promise<Response> => {
  const { snapshot } = await openSiteWithKey(c, "read");
  return c.json(shown(findJourney(snapshot, c.req.param("id") ?? "")));
};

/** `PUT /journeys/{id}`: a new version, unless nothing changed. Whoever is under way keeps the steps of the old one. */
export const putJourney = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "write");
  const id = c.req.param("id") ?? "";
  if (!Slug.safeParse(id).success) throw new Refusal("journey_unknown");
  const definition = parseJourney(await readJson(c.req.raw, JOURNEY_BODY_MAX_BYTES));
  const isNew = snapshot.journeys.every((journey) => journey.id !== id);
  const written = await siteObject(c.env, snapshot.id).putJourney(id, definition, actor);
  if (written.kind === "limit") throw new Refusal("limit_reached");
  if (written.kind === "refused") throw new Refusal("configuration_invalid", { errors: written.errors });
  if (written.kind !== "done") throw new Refusal("site_unknown");
  rememberSite(written.snapshot);
  return c.json(shown(written.value), isNew ? 201 : 200);
};

/** `DELETE /journeys/{id}`: whoever is under way leaves it when the next step comes. */
export const deleteJourney = async (c: HttpContext): Promise<Response> => {
  const { snapshot, actor } = await openSiteWithKey(c, "write");
  const written = await siteObject(c.env, snapshot.id).deleteJourney(c.req.param("id") ?? "", actor);
  if (written.kind !== "done") throw new Refusal("journey_unknown");
  rememberSite(written.snapshot);
  return c.body(null, 204);
};
