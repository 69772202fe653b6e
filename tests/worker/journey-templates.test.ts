import { expect, test } from "vitest";
import { JourneyDefinition } from "../../schemas/journey.ts";
import { JOURNEY_TEMPLATES } from "../../worker/domain/journey/templates/journey-templates.ts";
import type { JourneyTemplate } from "../../worker/domain/journey/templates/journey-template.ts";
import { createSite } from "./kit.ts";
import { WEBHOOK } from "./webhook.ts";
import { request } from "./request.ts";

const listed = async (): Promise<JourneyTemplate[]> => {
  const { status, body } = await request("GET", "/v1/journey-templates");
  expect(status).toBe(200);
  return (body as { templates: JourneyTemplate[] }).templates;
};

test("the templates are there for everybody", async () => {
  expect(await listed()).toEqual(JSON.parse(JSON.stringify(JOURNEY_TEMPLATES)));
});

test("each template can be saved as it is: its audiences, its channels, then the journey", async () => {
  const site = await createSite();
  for (const { id, audiences, channels, definition } of await listed()) {
    for (const audience of audiences) await site.putAudience(audience.id, audience.definition);
    for (const channel of Object.keys(channels)) await site.server.put(`/channels/${channel}`, WEBHOOK);
    const { status, body } = await site.server.put(`/journeys/${id}`, definition);
    expect([status, body]).toEqual([201, { id, version: 1, ...JourneyDefinition.parse(definition) }]);
  }
});
