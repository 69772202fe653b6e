import { describe, expect, test } from "vitest";
import {
  COLLECT_BODY_MAX_BYTES,
  COLLECT_EVENTS_MAX,
  SERVER_BODY_MAX_BYTES,
  SERVER_EVENTS_MAX,
  CONFIGURATION_BODY_MAX_BYTES,
} from "../../schemas/limits.ts";
import { NOON } from "./clock.ts";
import { createSite } from "./kit.ts";
import { dump } from "./objects.ts";
import { expectProblem, ingestText, withNeighbour } from "./problems.ts";
import { pageView, VIEWERS } from "./samples.ts";

const padded = (start: string, end: string, bytes: number): string =>
  start + " ".repeat(bytes - start.length - end.length) + end;

const views = (count: number) => Array.from({ length: count }, () => pageView());

describe("size", () => {
  test.each([
    { bytes: COLLECT_BODY_MAX_BYTES - 1, status: 200 },
    { bytes: COLLECT_BODY_MAX_BYTES, status: 200 },
    { bytes: COLLECT_BODY_MAX_BYTES + 1, status: 413 },
  ])("a beacon of $bytes bytes answers $status", async ({ bytes, status }) => {
    const body = padded(`{"v":1,"sent_at":${NOON},"events":[]`, "}", bytes);
    const answer = await (await createSite()).browser().post(body);
    expect(answer.status).toBe(status);
    if (status !== 200) expectProblem(answer);
  });

  test("a beacon that hides its length is cut off too", async () => {
    const chunk = new TextEncoder().encode(" ".repeat(16_384));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 1_000) controller.close();
        else controller.enqueue(chunk);
      },
    });
    expectProblem(await (await createSite()).browser().post(body));
    expect(sent).toBeLessThan(100);
  });

  test.each([
    { bytes: SERVER_BODY_MAX_BYTES, status: 200 },
    { bytes: SERVER_BODY_MAX_BYTES + 1, status: 413 },
  ])("a server's body of $bytes bytes answers $status", async ({ bytes, status }) => {
    const good = JSON.stringify({ ...pageView(), anonymous_id: "crm-1" });
    const body = padded(`{"consent":{"ad_storage":"granted"},"region":"DE","events":[${good}]`, "}", bytes);
    expect((await ingestText(await createSite(), body)).status).toBe(status);
  });

  test.each([
    { bytes: CONFIGURATION_BODY_MAX_BYTES, status: 201 },
    { bytes: CONFIGURATION_BODY_MAX_BYTES + 1, status: 413 },
  ])("a definition of $bytes bytes answers $status", async ({ bytes, status }) => {
    const definition = JSON.stringify(VIEWERS).slice(0, -1);
    const { server } = await createSite();
    expect((await server.call("PUT", "/audiences/a", padded(definition, "}", bytes))).status).toBe(status);
  });

  test.each([COLLECT_EVENTS_MAX - 1, COLLECT_EVENTS_MAX])("a beacon of %i events is kept", async (count) => {
    const { body } = await (await createSite()).browser().send(views(count));
    expect(body).toMatchObject({ accepted: count });
  });

  test("a beacon of one event more is refused as a whole", async () => {
    const { site, before } = await withNeighbour();
    const answer = await site.browser().send(views(COLLECT_EVENTS_MAX + 1));
    expectProblem(answer);
    expect(answer.body).toMatchObject({ code: "too_many_events" });
    expect(await dump(site)).toEqual(before);
  });

  test.each([
    { count: SERVER_EVENTS_MAX - 1, status: 200 },
    { count: SERVER_EVENTS_MAX, status: 200 },
    { count: SERVER_EVENTS_MAX + 1, status: 422 },
  ])("a server's batch of $count events answers $status", async ({ count, status }) => {
    const site = await createSite();
    const answer = await site.ingest(
      views(count).map((one, i) => ({ ...one, anonymous_id: `crm-${i % 9}` })),
    );
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body).toMatchObject({ accepted: count });
    else expect(answer.body).toMatchObject({ code: "too_many_events" });
  });
});
